//! Bearer tokens of both providers: issued, checked, expired on the sandbox clock, revoked on demand.

use std::collections::HashMap;

use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use crate::Player;

/// Part of every token the sandbox issues, so that a test can search any output for a leaked one.
pub const TOKEN_MARK: &str = "sandboxbearer";

/// What a token is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TokenKind {
    Access,
    Refresh,
}

#[derive(Debug)]
struct Issued {
    player: Player,
    kind: TokenKind,
    until: OffsetDateTime,
}

/// Every token that may still work.
#[derive(Debug, Default)]
pub(crate) struct Tokens {
    issued: HashMap<String, Issued>,
}

impl Tokens {
    pub(crate) fn issue(&mut self, player: Player, kind: TokenKind, now: OffsetDateTime, seconds: u32) -> String {
        self.issued.retain(|_, it| it.until > now);
        let name = match player {
            Player::Pressone => "pressone",
            Player::Connect => "connect",
            Player::Storefront => "storefront",
        };
        let token = format!("{name}.{TOKEN_MARK}.{}", Uuid::new_v4().simple());
        let until = now + Duration::seconds(seconds.into());
        self.issued.insert(token.clone(), Issued { player, kind, until });
        token
    }

    pub(crate) fn is_valid(&self, token: &str, player: Player, kind: TokenKind, now: OffsetDateTime) -> bool {
        self.issued.get(token).is_some_and(|it| it.player == player && it.kind == kind && it.until > now)
    }

    pub(crate) fn revoke(&mut self, token: &str) {
        self.issued.remove(token);
    }

    pub(crate) fn revoke_all(&mut self) {
        self.issued.clear();
    }
}

/// The token of an `Authorization: Bearer …` header.
pub(crate) fn bearer(headers: &http::HeaderMap) -> Option<&str> {
    let value = headers.get(http::header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_opens_only_its_own_player_and_only_for_its_time() {
        let now = OffsetDateTime::UNIX_EPOCH;
        let mut tokens = Tokens::default();
        let token = tokens.issue(Player::Connect, TokenKind::Access, now, 300);
        assert!(tokens.is_valid(&token, Player::Connect, TokenKind::Access, now));
        assert!(!tokens.is_valid(&token, Player::Pressone, TokenKind::Access, now));
        assert!(!tokens.is_valid(&token, Player::Connect, TokenKind::Refresh, now));
        assert!(!tokens.is_valid(&token, Player::Connect, TokenKind::Access, now + Duration::seconds(300)));
        tokens.revoke(&token);
        assert!(!tokens.is_valid(&token, Player::Connect, TokenKind::Access, now));
    }
}
