use super::*;
use crate::config::{KeyConfig, PaymentConfig};
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};

const NOW: i64 = 1_800_000_000;

struct Signer {
    algorithm: Algorithm,
    private: EncodingKey,
    public: DecodingKey,
}

fn ed25519() -> Signer {
    let pair = Ed25519KeyPair::generate().unwrap();
    let private = EncodingKey::from_ed_der(pair.to_pkcs8v1().unwrap().as_ref());
    Signer { algorithm: Algorithm::EdDSA, private, public: DecodingKey::from_ed_der(pair.public_key().as_ref()) }
}

fn p256() -> Signer {
    let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap();
    let private = EncodingKey::from_ec_der(pair.to_pkcs8v1().unwrap().as_ref());
    Signer { algorithm: Algorithm::ES256, private, public: DecodingKey::from_ec_der(pair.public_key().as_ref()) }
}

fn shops(signer: &Signer) -> BTreeMap<String, StorefrontConfig> {
    let key = KeyConfig { algorithm: signer.algorithm, key: signer.public.clone() };
    let shop = StorefrontConfig {
        origins: [].into(),
        allow_missing_origin: false,
        keys: [("k1".to_owned(), key)].into(),
        accounts: BTreeMap::new(),
        payment: PaymentConfig { hook: None, allow_account: true },
        pricing: BTreeMap::new(),
    };
    [("demo".to_owned(), shop)].into()
}

/// The library judges `exp` by the machine's clock, so the tokens live around the real now.
fn now() -> i64 {
    crate::time::now().unix_seconds()
}

fn claims() -> Value {
    json!({
        "iss": "demo", "aud": "esim-topup", "sub": "customer-7", "iat": now(), "exp": now() + 240, "jti": "0123456789abcdef",
        "payment": { "mode": "hook" }, "sims": [],
    })
}

fn header(signer: &Signer) -> Header {
    let mut header = Header::new(signer.algorithm);
    header.typ = Some("topup-session+jwt".to_owned());
    header.kid = Some("k1".to_owned());
    header
}

fn judge(signer: &Signer, header: &Header, claims: &Value) -> Result<String, TokenFault> {
    let token = jsonwebtoken::encode(header, claims, &signer.private).unwrap();
    verify(&token, &shops(signer), Timestamp::from_unix_seconds(now())).map(|(name, _)| name)
}

#[test]
fn both_pinned_algorithms_are_accepted() {
    for signer in [ed25519(), p256()] {
        assert_eq!(judge(&signer, &header(&signer), &claims()), Ok("demo".to_owned()));
    }
}

#[test]
fn every_bent_claim_is_refused_for_its_own_reason() {
    let signer = ed25519();
    let much_later = now() + 100_000;
    for (name, value, fault) in [
        ("iss", json!("other"), TokenFault::Signature),
        ("aud", json!("something-else"), TokenFault::Purpose),
        ("aud", Value::Null, TokenFault::Malformed),
        ("exp", json!(now() - 100), TokenFault::Time),
        ("exp", json!(now() + 400), TokenFault::Lifetime),
        ("exp", json!("soon"), TokenFault::Malformed),
        ("iat", json!(now() + 200), TokenFault::Time),
        ("iat", Value::Null, TokenFault::Malformed),
        ("nbf", json!(much_later), TokenFault::Time),
        ("jti", Value::Null, TokenFault::Malformed),
        ("jti", json!("short"), TokenFault::Claim("jti: 8 to 100 characters")),
        ("jti", json!("a name\u{0}with more"), TokenFault::Claim("sub, jti: no control characters")),
        ("sub", json!(""), TokenFault::Claim("sub: 1 to 200 characters")),
        ("sub", json!("customer\u{0}7"), TokenFault::Claim("sub, jti: no control characters")),
        ("sub", json!("customer\n7"), TokenFault::Claim("sub, jti: no control characters")),
        ("sims", json!("all"), TokenFault::Malformed),
        ("payment", json!({ "mode": "free" }), TokenFault::Malformed),
    ] {
        let mut bent = claims();
        let object = bent.as_object_mut().unwrap();
        if value.is_null() {
            object.remove(name);
        } else {
            object.insert(name.to_owned(), value.clone());
        }
        assert_eq!(judge(&signer, &header(&signer), &bent), Err(fault), "{name} = {value}");
    }
}

#[test]
fn every_bent_header_is_refused() {
    let signer = ed25519();
    let bent = |change: fn(&mut Header)| {
        let mut header = header(&signer);
        change(&mut header);
        judge(&signer, &header, &claims())
    };
    assert_eq!(bent(|header| header.typ = Some("JWT".to_owned())), Err(TokenFault::Purpose));
    assert_eq!(bent(|header| header.typ = None), Err(TokenFault::Purpose));
    assert_eq!(bent(|header| header.crit = Some(vec!["b64".to_owned()])), Err(TokenFault::Purpose));
    assert_eq!(bent(|header| header.kid = Some("k2".to_owned())), Err(TokenFault::Signature));
    assert_eq!(bent(|header| header.kid = None), Ok("demo".to_owned()), "a shop with one key may leave the kid out");
    assert_eq!(bent(|header| header.jku = Some("https://evil.example/keys".to_owned())), Ok("demo".to_owned()), "jku is not looked at");
}

#[test]
fn a_key_of_its_own_or_another_algorithm_opens_nothing() {
    let (ours, theirs, other) = (ed25519(), ed25519(), p256());
    let at = Timestamp::from_unix_seconds(now());
    for signer in [&theirs, &other] {
        let token = jsonwebtoken::encode(&header(signer), &claims(), &signer.private).unwrap();
        assert_eq!(verify(&token, &shops(&ours), at).map(|_| ()), Err(TokenFault::Signature));
    }
    let symmetric = EncodingKey::from_secret(b"guess");
    let mut forged = header(&ours);
    forged.alg = Algorithm::HS256;
    let token = jsonwebtoken::encode(&forged, &claims(), &symmetric).unwrap();
    assert_eq!(verify(&token, &shops(&ours), at).map(|_| ()), Err(TokenFault::Signature));
}

#[test]
fn what_is_no_token_is_refused_without_a_panic() {
    let shops = shops(&ed25519());
    for text in ["", ".", "..", "...", "a.b.c", "eyJhbGciOiJub25lIn0.e30.", "é.é.é", &"x".repeat(16_000)] {
        let judged = verify(text, &shops, Timestamp::from_unix_seconds(NOW)).map(|_| ());
        assert!(judged.is_err(), "{text}");
    }
}

#[test]
fn on_account_takes_a_cap_in_the_token() {
    let signer = ed25519();
    let shops = shops(&signer);
    let names = crate::session::SimNames::new(&"0123456789abcdefghijklmn".into());
    let granted = |payment: Value| {
        let mut claims = claims();
        claims["payment"] = payment;
        let token = jsonwebtoken::encode(&header(&signer), &claims, &signer.private).unwrap();
        let (name, claims) = verify(&token, &shops, crate::time::now()).unwrap();
        claims.grant(&name, &shops[&name], &names, crate::time::now()).map(|granted| granted.terms)
    };
    let cap = json!({ "minor": 5000, "currency": "USD" });
    assert!(matches!(granted(json!({ "mode": "account", "cap": cap })), Ok(order::PaymentTerms::Account { cap: Some(_), .. })));
    for uncapped in [json!({ "mode": "account" }), json!({ "mode": "account", "cap": null })] {
        assert!(matches!(granted(uncapped), Err(TokenFault::Claim(text)) if text.starts_with("payment")));
    }
}

#[test]
fn a_cap_counts_from_now_when_the_storefronts_clock_is_ahead() {
    let (signer, at) = (ed25519(), now());
    let names = crate::session::SimNames::new(&"0123456789abcdefghijklmn".into());
    for (signed_at, since) in [(at + 20, at), (at - 20, at - 20)] {
        let mut claims = claims();
        claims["iat"] = json!(signed_at);
        claims["payment"] = json!({ "mode": "account", "cap": { "minor": 5000, "currency": "USD" } });
        let token = jsonwebtoken::encode(&header(&signer), &claims, &signer.private).unwrap();
        let shops = shops(&signer);
        let (name, claims) = verify(&token, &shops, Timestamp::from_unix_seconds(at)).unwrap();
        let granted = claims.grant(&name, &shops[&name], &names, Timestamp::from_unix_seconds(at)).unwrap();
        let order::PaymentTerms::Account { since: counted, .. } = granted.terms else { panic!("on account") };
        assert_eq!(counted.timestamp(), Timestamp::from_unix_seconds(since));
    }
}
