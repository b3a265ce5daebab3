//! `/openapi.json`: what is described is there, and what is there is described.

use crate::stage::Stage;
use crate::visitor::Reply;
use serde_json::Value;
use std::collections::BTreeSet;

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

async fn description(base: &str) -> Value {
    Reply::of(reqwest::Client::new().get(format!("{base}/openapi.json"))).await.json()
}

fn operations(api: &Value) -> BTreeSet<(String, String)> {
    let paths = api["paths"].as_object().expect("paths");
    let of_path = |(path, item): (&String, &Value)| {
        let methods = item.as_object().expect("operations").keys().filter(|method| METHODS.contains(&method.as_str()));
        methods.map(|method| (method.clone(), path.clone())).collect::<Vec<_>>()
    };
    paths.iter().flat_map(of_path).collect()
}

/// Every operation is routed, and every other method of its path is not.
async fn routed_as_described(stage: &Stage, base: &str, api: &Value) {
    let described = operations(api);
    let paths: BTreeSet<&String> = described.iter().map(|(_, path)| path).collect();
    for path in paths {
        let url = format!("{base}{}", path.replace("{sim}", "sim_00000000").replace("{order}", "ord_00000000").replace("{id}", "msg_1"));
        for method in METHODS {
            let reply = Reply::of(stage.client.request(method.to_uppercase().parse().expect("a method"), &url)).await;
            let is_described = described.contains(&(method.to_owned(), path.clone()));
            assert_eq!(reply.status != 405, is_described, "{method} {path}: {}", reply.status);
            assert!(!reply.text.contains("there is no such path"), "{method} {path}");
        }
    }
}

fn references<'a>(value: &'a Value, found: &mut BTreeSet<&'a str>) {
    match value {
        Value::Object(fields) => {
            found.extend(fields.get("$ref").and_then(Value::as_str));
            fields.values().for_each(|value| references(value, found));
        }
        Value::Array(values) => values.iter().for_each(|value| references(value, found)),
        _ => {}
    }
}

#[tokio::test]
async fn both_apis_are_described_as_they_are_routed() {
    let stage = Stage::open().await;
    let (public, admin) = (description(&stage.base).await, description(&stage.admin).await);
    let listed = |api: &Value| operations(api).into_iter().map(|(method, path)| format!("{method} {path}")).collect::<Vec<_>>();
    assert_eq!(
        listed(&public),
        [
            "delete /v1/session",
            "get /healthz",
            "get /openapi.json",
            "get /readyz",
            "get /v1/orders",
            "get /v1/orders/{order}",
            "get /v1/sims",
            "get /v1/sims/{sim}/offers",
            "get /v1/sims/{sim}/packages",
            "post /v1/orders",
            "post /v1/session",
        ]
    );
    assert_eq!(
        listed(&admin),
        [
            "get /admin/v1/dead-letters",
            "get /admin/v1/reviews",
            "get /admin/v1/reviews/{order}",
            "get /metrics",
            "get /openapi.json",
            "post /admin/v1/dead-letters/{id}/revive",
            "post /admin/v1/reviews/{order}/ruling",
        ]
    );
    for (base, api) in [(&stage.base, &public), (&stage.admin, &admin)] {
        routed_as_described(&stage, base, api).await;
        let mut found = BTreeSet::new();
        references(api, &mut found);
        for reference in found {
            assert!(api.pointer(reference.trim_start_matches('#')).is_some(), "{reference} leads nowhere");
        }
        for (path, item) in api["paths"].as_object().expect("paths") {
            for (_, operation) in item.as_object().expect("operations").iter().filter(|(method, _)| METHODS.contains(&method.as_str())) {
                let problem = &operation["responses"]["default"]["content"]["application/problem+json"]["schema"]["$ref"];
                let plain = ["/healthz", "/openapi.json", "/metrics"].contains(&path.as_str());
                assert_eq!(problem.as_str().is_none(), plain, "{path}: every way to fail is described");
            }
        }
    }
}

#[tokio::test]
async fn answers_are_made_of_what_is_described() {
    let stage = Stage::open().await;
    let api = description(&stage.base).await;
    let mara = stage.visitor("mara").await;
    let sim = mara.sim("89340000000000872").await;
    let order = mara.buy("89340000000000872", "bonbon-mobile-30days-3gb-topup").await;
    for (schema, path) in [
        ("Sims", "/v1/sims".to_owned()),
        ("Offers", format!("/v1/sims/{}/offers", sim.id)),
        ("Packages", format!("/v1/sims/{}/packages", sim.id)),
        ("Order", format!("/v1/orders/{}", order.id)),
        ("Orders", "/v1/orders?open=true".to_owned()),
        ("Problem", "/v1/orders/ord_00000000".to_owned()),
    ] {
        let answer: Value = serde_json::from_str(&mara.get(&path).await.text).expect("JSON");
        fits(&api, &api["components"]["schemas"][schema], &answer, schema);
    }
}

/// As far as our schemas go: references, choices, properties and items.
fn fits(api: &Value, schema: &Value, value: &Value, place: &str) {
    if let Some(reference) = schema["$ref"].as_str() {
        return fits(api, api.pointer(&reference[1..]).expect("a schema"), value, place);
    }
    let is_null = schema["type"] == "null" || schema["type"].as_array().is_some_and(|types| types.contains(&"null".into()));
    if value.is_null() {
        let choices = schema["oneOf"].as_array().is_some_and(|choices| choices.iter().any(|choice| choice["type"] == "null"));
        assert!(is_null || choices, "{place} may not be null: {schema}");
    } else if let Some(properties) = schema["properties"].as_object().filter(|_| value.is_object()) {
        for (name, inner) in value.as_object().expect("an object") {
            let described = properties.get(name).unwrap_or_else(|| panic!("{place}.{name} is not described"));
            fits(api, described, inner, &format!("{place}.{name}"));
        }
        for required in schema["required"].as_array().into_iter().flatten() {
            assert!(value.get(required.as_str().expect("a name")).is_some(), "{place} lacks {required}");
        }
    } else if let Some(items) = value.as_array() {
        for (index, item) in items.iter().enumerate() {
            fits(api, &schema["items"], item, &format!("{place}[{index}]"));
        }
    }
}
