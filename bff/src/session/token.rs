//! Judging a storefront's token: pinned keys and algorithms, every claim required, five minutes at most.

use super::SessionClaims;
use crate::config::StorefrontConfig;
use contract::Timestamp;
use jsonwebtoken::{DecodingKey, Validation};
use std::collections::BTreeMap;

/// What the header's `typ` must say, so that no other JWT of the storefront is taken for a session.
const TYPE: &str = "topup-session+jwt";

/// Whom the token must be for.
const AUDIENCE: &str = "esim-topup";

/// The longest that a token may live, in seconds.
const LIFETIME: i64 = 300;

/// How far the storefront's clock may be off, in seconds.
const LEEWAY: i64 = 30;

/// Why a token is not acceptable; safe to tell, and what the storefront's engineer needs to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum TokenFault {
    /// Not a compact JWS, or its payload is not what a session token holds.
    #[error("the token is no signed JWT with the claims of a session")]
    Malformed,
    /// `iss` names no storefront, `kid` none of its keys, or the signature is not by that key.
    #[error("the token is not signed by a key of a known storefront with its pinned algorithm")]
    Signature,
    /// `typ` or `aud` say that it is for something else, or `crit` asks for what we do not do.
    #[error("the token is not a topup-session+jwt for esim-topup")]
    Purpose,
    /// It has ended, or starts in the future.
    #[error("the token is not valid at this time")]
    Time,
    /// Its life is longer than five minutes.
    #[error("the token lives longer than five minutes")]
    Lifetime,
    /// It was used before.
    #[error("the token was used before: sign a new one for every session")]
    Replayed,
    /// A claim holds what the configuration does not allow.
    #[error("the token's claim is not acceptable: {0}")]
    Claim(&'static str),
}

/// The storefront's name and what it signed. Keys in the token itself (`jwk`, `jku`, `x5u`) are never looked at.
pub(crate) fn verify(
    token: &str,
    storefronts: &BTreeMap<String, StorefrontConfig>,
    now: Timestamp,
) -> Result<(String, SessionClaims), TokenFault> {
    #[derive(serde::Deserialize)]
    struct Issuer {
        iss: String,
    }
    let header = jsonwebtoken::decode_header(token).map_err(|_| TokenFault::Malformed)?;
    let Issuer { iss } = jsonwebtoken::dangerous::insecure_decode_claims(token).map_err(|_| TokenFault::Malformed)?;
    let shop = storefronts.get(&iss).ok_or(TokenFault::Signature)?;
    let key = match &header.kid {
        Some(kid) => shop.keys.get(kid),
        None if shop.keys.len() == 1 => shop.keys.values().next(),
        None => None,
    };
    let key = key.ok_or(TokenFault::Signature)?;
    let claims = signed(token, &key.key, &validation(key.algorithm, &iss))?;
    let header_fits = header.typ.as_deref() == Some(TYPE) && header.crit.is_none() && header.enc.is_none() && header.zip.is_none();
    if !header_fits {
        return Err(TokenFault::Purpose);
    }
    in_time(claims.iat, claims.exp, now)?;
    if !(8..=100).contains(&claims.jti.len()) {
        return Err(TokenFault::Claim("jti: 8 to 100 characters"));
    }
    if !(1..=200).contains(&claims.sub.len()) {
        return Err(TokenFault::Claim("sub: 1 to 200 characters"));
    }
    // Neither is a name, and a database may refuse to store them.
    if claims.sub.chars().chain(claims.jti.chars()).any(char::is_control) {
        return Err(TokenFault::Claim("sub, jti: no control characters"));
    }
    Ok((iss, claims))
}

fn validation(algorithm: jsonwebtoken::Algorithm, issuer: &str) -> Validation {
    let mut validation = Validation::new(algorithm);
    validation.set_audience(&[AUDIENCE]);
    validation.set_issuer(&[issuer]);
    validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
    validation.validate_nbf = true;
    validation.leeway = LEEWAY.unsigned_abs();
    validation
}

fn signed(token: &str, key: &DecodingKey, validation: &Validation) -> Result<SessionClaims, TokenFault> {
    use jsonwebtoken::errors::ErrorKind as Kind;
    jsonwebtoken::decode(token, key, validation).map(|data| data.claims).map_err(|error| match error.kind() {
        Kind::ExpiredSignature | Kind::ImmatureSignature => TokenFault::Time,
        Kind::InvalidAudience => TokenFault::Purpose,
        Kind::InvalidSignature | Kind::InvalidAlgorithm | Kind::InvalidIssuer => TokenFault::Signature,
        _ => TokenFault::Malformed,
    })
}

fn in_time(iat: i64, exp: i64, now: Timestamp) -> Result<(), TokenFault> {
    let now = now.unix_seconds();
    if exp.saturating_sub(iat) > LIFETIME || exp <= iat {
        return Err(TokenFault::Lifetime);
    }
    if iat > now.saturating_add(LEEWAY) || exp.saturating_add(LEEWAY) <= now {
        return Err(TokenFault::Time);
    }
    Ok(())
}

#[cfg(test)]
#[path = "token_tests.rs"]
mod tests;
