//! What scrapers read.

use crate::stage::Stage;
use crate::visitor::Reply;
use contract::PaymentStatus;

async fn scraped(stage: &Stage) -> String {
    let reply = Reply::of(stage.client.get(format!("{}/metrics", stage.admin))).await;
    assert!(reply.status.is_success() && reply.header("content-type").starts_with("application/openmetrics-text"), "{}", reply.text);
    assert!(reply.text.ends_with("# EOF\n"));
    reply.text
}

fn value(text: &str, series: &str) -> Option<f64> {
    text.lines().find_map(|line| line.strip_prefix(series)?.trim().parse().ok())
}

#[tokio::test]
async fn a_purchase_is_counted_where_it_passes_and_nothing_personal_is_told() {
    let stage = Stage::open().await;
    let before = scraped(&stage).await;
    for (series, expected) in [
        ("topup_orders_total{outcome=\"placed\"}", 0.0),
        ("topup_reviews_open", 0.0),
        ("topup_dead_letters", 0.0),
        ("topup_journal_up", 1.0),
        ("topup_breaker_open{account=\"pressone\"}", 0.0),
    ] {
        assert_eq!(value(&before, series), Some(expected), "{series} in {before}");
    }
    let mara = stage.visitor("mara").await;
    let (sim, package) = ("89340000000000872", "bonbon-mobile-30days-3gb-topup");
    let order = mara.buy(sim, package).await;
    mara.follow(order, |order| order.payment == PaymentStatus::Charged).await;
    assert_eq!(mara.get("/v1/nothing").await.status, 404);
    let after = scraped(&stage).await;
    for (series, expected) in [
        ("topup_orders_total{outcome=\"placed\"}", 1.0),
        ("topup_orders_total{outcome=\"sent\"}", 1.0),
        ("topup_orders_total{outcome=\"delivered\"}", 1.0),
        ("topup_orders_total{outcome=\"unknown\"}", 0.0),
        ("topup_provider_calls_total{account=\"pressone\",call=\"submit\",outcome=\"ok\"}", 1.0),
        ("topup_provider_call_seconds_count{account=\"pressone\",call=\"submit\"}", 1.0),
        ("topup_http_requests_total{method=\"POST\",route=\"/v1/orders\",status=\"202\"}", 1.0),
        ("topup_http_request_seconds_count{method=\"POST\",route=\"/v1/orders\"}", 1.0),
        ("topup_http_requests_total{method=\"GET\",route=\"-\",status=\"404\"}", 1.0),
    ] {
        assert_eq!(value(&after, series), Some(expected), "{series} in {after}");
    }
    assert!(
        value(&after, "topup_provider_calls_total{account=\"pressone\",call=\"offers\",outcome=\"ok\"}").is_some_and(|calls| calls >= 2.0)
    );
    for told in [sim, "mara", "ord_", "sandboxbearer", &mara.handle] {
        assert!(!after.contains(told), "{told} in {after}");
    }
}
