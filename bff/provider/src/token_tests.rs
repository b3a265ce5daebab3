use super::*;
use crate::config::{Credentials, positive};

const TRUST: Trust =
    Trust { longest: Duration::from_secs(86_400), assumed: Duration::from_secs(300), renew_percent: 80, per_minute: positive(3) };

fn after(now: Instant, seconds: u64) -> Instant {
    now + Duration::from_secs(seconds)
}

fn held(now: Instant, renew: u64, end: u64) -> Held {
    let refresh = Some(("r".to_owned().into(), after(now, 1_800)));
    Held {
        token: Token { secret: "very-secret".to_owned().into(), generation: 7 },
        renew_at: after(now, renew),
        ends_at: after(now, end),
        refresh,
    }
}

fn sealer(secret: &str) -> Sealer {
    let credentials = Credentials { client_id: "us".to_owned(), client_secret: secret.to_owned().into() };
    Sealer::new(&credentials, "pressone", "https://a.test/token").unwrap()
}

#[test]
fn a_token_is_renewed_early_and_dropped_when_over_or_refused() {
    let now = Instant::now();
    let held = held(now, 240, 300);
    assert!(matches!(held.due(after(now, 239), 0), Due::Not(_)));
    assert!(matches!(held.due(after(now, 239), 6), Due::Not(_)), "an older one was refused");
    assert!(matches!(held.due(after(now, 239), 7), Due::Fetch { refresh: None }), "refused");
    assert!(matches!(held.due(after(now, 240), 0), Due::Renew { refresh: Some(_), .. }));
    assert!(matches!(held.due(after(now, 300), 0), Due::Fetch { refresh: Some(_) }));
    assert!(matches!(held.due(after(now, 1_800), 0), Due::Fetch { refresh: None }));
}

#[test]
fn a_renewal_that_failed_is_tried_again_when_half_of_the_rest_has_passed() {
    let now = Instant::now();
    let mut held = held(now, 240, 300);
    held.renew_later(after(now, 240));
    assert_eq!(held.renew_at, after(now, 270));
    held.renew_later(after(now, 400));
    assert!(matches!(held.due(after(now, 400), 0), Due::Fetch { .. }), "what is over stays over");
}

#[test]
fn a_token_never_shows_in_debug() {
    assert!(!format!("{:?}", held(Instant::now(), 1, 2)).contains("very-secret"));
}

#[test]
fn a_grant_is_trusted_for_as_long_as_the_sheet_allows() {
    let now = Instant::now();
    let granted = |body: &str| Held::granted(&Reply { status: 200, retry_after: None, body: body.to_owned() }, now, &TRUST, 1);
    for (body, life) in [
        (r#"{"access_token": "t", "expires_in": 100}"#, 100),
        (r#"{"data": {"access_token": "t", "expires_in": "100"}, "meta": {"message": "success"}}"#, 100),
        (r#"{"data": {"access_token": "t", "expires_in": 31622400}}"#, 86_400),
        (r#"{"access_token": "t"}"#, 300),
        (r#"{"access_token": "t", "expires_in": 0}"#, 300),
    ] {
        let held = granted(body).unwrap();
        assert_eq!((held.ends_at - now).as_secs(), life, "{body}");
        assert_eq!((held.renew_at - now).as_secs(), life * 80 / 100, "{body}");
    }
    for body in ["", "{}", r#"{"access_token": ""}"#, r#"{"access_token": "a b"}"#, r#"{"access_token": null}"#, "<html>"] {
        assert!(matches!(granted(body), Err(ReadError::Malformed(_))), "{body}");
    }
    for (status, error) in [
        (401, ReadError::Refused("token endpoint: status 401".to_owned())),
        (422, ReadError::Refused("token endpoint: status 422".to_owned())),
        (429, ReadError::Busy { retry_after: 60 }),
        (302, ReadError::Unavailable("token endpoint: status 302".to_owned())),
        (503, ReadError::Unavailable("token endpoint: status 503".to_owned())),
    ] {
        let reply = Reply { status, retry_after: None, body: r#"{"access_token": "t"}"#.to_owned() };
        assert_eq!(Held::granted(&reply, now, &TRUST, 1).unwrap_err(), error);
    }
}

#[test]
fn a_shared_token_keeps_its_times_and_leaves_the_refresh_token_at_home() {
    let (now, wall) = (Instant::now(), SystemTime::now());
    let sealed = held(now, 240, 300).sealed(&sealer("s"), (now, wall)).unwrap();
    let later = (after(now, 10_000), wall + Duration::from_secs(100));
    let opened = Held::opened(&sealed, &sealer("s"), later, &TRUST, 9).unwrap();
    assert_eq!(opened.token.secret.expose_secret(), "very-secret");
    assert_eq!((opened.token.generation, opened.refresh.is_none()), (9, true));
    let left = |at: Instant| (at - later.0).as_millis();
    assert!((139_998..=140_000).contains(&left(opened.renew_at)), "{}", left(opened.renew_at));
    assert!((199_998..=200_000).contains(&left(opened.ends_at)), "{}", left(opened.ends_at));
    assert!(Held::opened(&sealed, &sealer("another"), later, &TRUST, 9).is_none());
}

#[test]
fn a_shared_token_that_is_over_is_over_and_a_wrong_clock_cannot_stretch_it() {
    let (now, wall) = (Instant::now(), SystemTime::now());
    let sealed = held(now, 240, 300).sealed(&sealer("s"), (now, wall)).unwrap();
    let over = Held::opened(&sealed, &sealer("s"), (now, wall + Duration::from_secs(301)), &TRUST, 9).unwrap();
    assert!(matches!(over.due(now, 0), Due::Fetch { refresh: None }));
    let early = Held::opened(&sealed, &sealer("s"), (now, SystemTime::UNIX_EPOCH), &TRUST, 9).unwrap();
    assert_eq!(early.ends_at - now, TRUST.longest);
}
