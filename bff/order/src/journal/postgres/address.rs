//! Where the database is: a URL without a secret.

use secrecy::{ExposeSecret as _, SecretString};
use sqlx::ConnectOptions as _;
use sqlx::postgres::{PgConnectOptions, PgSslMode};
use std::fmt;
use url::Url;

/// What a URL may say beside host, user and database.
const PARAMETERS: [&str; 8] = ["host", "port", "user", "dbname", "sslmode", "sslrootcert", "sslcert", "sslkey"];

/// A database that a journal may be kept in. Neither `Debug` nor `Display` shows a password.
#[derive(Clone)]
pub struct PostgresAddress {
    options: PgConnectOptions,
    password: Option<SecretString>,
}

/// What is wrong with a URL; never quotes a password.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressFault {
    /// It cannot be read.
    #[error("is no PostgreSQL URL: {0}")]
    Unreadable(String),
    /// A secret does not belong there.
    #[error(
        "holds a password: take it out, and give it in PGPASSWORD, in a file named by PGPASSFILE, or by journal_password_env or journal_password_file"
    )]
    Password,
    /// There is something in it that nobody would heed.
    #[error("has a parameter {0:?}: only {list} are known", list = PARAMETERS.join(", "))]
    Parameter(String),
    /// It must say which database.
    #[error("names no database: postgres://user@host/database")]
    NoDatabase,
}

impl PostgresAddress {
    /// Whether this text is meant to be one.
    pub fn is_meant_by(text: &str) -> bool {
        text.starts_with("postgres://") || text.starts_with("postgresql://")
    }

    /// Reads `postgres://user@host:port/database?…`. What is left out comes from `PGHOST`, `PGUSER`, `PGPASSWORD`, `PGPASSFILE`
    /// and the like. Over a network TLS is demanded and the server's name proven, unless the URL or `PGSSLMODE` says otherwise.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<Self, AddressFault> {
        let url = Url::parse(text).map_err(|error| AddressFault::Unreadable(error.to_string()))?;
        if url.password().is_some() || url.query_pairs().any(|(name, _)| name == "password") {
            return Err(AddressFault::Password);
        }
        if let Some((name, _)) = url.query_pairs().find(|(name, _)| !PARAMETERS.contains(&name.as_ref())) {
            return Err(AddressFault::Parameter(name.into_owned()));
        }
        let mut options = PgConnectOptions::from_url(&url).map_err(|error| AddressFault::Unreadable(error.to_string()))?;
        if options.get_database().is_none_or(str::is_empty) {
            return Err(AddressFault::NoDatabase);
        }
        let said = url.query_pairs().any(|(name, _)| name == "sslmode") || std::env::var_os("PGSSLMODE").is_some();
        if !said && is_far(&options) {
            options = options.ssl_mode(PgSslMode::VerifyFull);
        }
        Ok(Self { options, password: None })
    }

    /// With a password, in place of one from the environment.
    #[must_use]
    pub fn with_password(self, password: SecretString) -> Self {
        Self { password: Some(password), ..self }
    }

    pub(super) fn options(&self) -> PgConnectOptions {
        let options = self.options.clone();
        match &self.password {
            Some(password) => options.password(password.expose_secret()),
            None => options,
        }
    }

    /// The role that it is entered as.
    pub(super) fn role(&self) -> &str {
        self.options.get_username()
    }
}

/// Whether the way there leaves this machine.
fn is_far(options: &PgConnectOptions) -> bool {
    let host = options.get_host();
    options.get_socket().is_none() && !host.starts_with('/') && !matches!(host, "localhost" | "127.0.0.1" | "::1" | "[::1]")
}

impl fmt::Display for PostgresAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (user, database) = (self.options.get_username(), self.options.get_database().unwrap_or_default());
        match self.options.get_socket() {
            Some(socket) => write!(formatter, "postgres://{user}@/{database}?host={}", socket.display()),
            None => write!(formatter, "postgres://{user}@{}:{}/{database}", self.options.get_host(), self.options.get_port()),
        }
    }
}

impl fmt::Debug for PostgresAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "PostgresAddress({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_in_the_url_is_refused_and_never_quoted() {
        for text in ["postgres://topup:hush-hush@db/topup", "postgres://topup@db/topup?password=hush-hush"] {
            let fault = PostgresAddress::parse(text).expect_err("refused");
            assert_eq!(fault, AddressFault::Password);
            assert!(!fault.to_string().contains("hush-hush") && fault.to_string().contains("PGPASSFILE"));
        }
        let address = PostgresAddress::parse("postgres://topup@db/topup").expect("good").with_password("hush-hush".into());
        assert!(!format!("{address} {address:?}").contains("hush-hush"));
    }

    #[test]
    fn what_nobody_would_heed_is_told() {
        let fault = |text| PostgresAddress::parse(text).expect_err("refused");
        assert_eq!(fault("postgres://topup@db/topup?ssl=on"), AddressFault::Parameter("ssl".to_owned()));
        assert_eq!(fault("postgres://topup@db/topup?options=-c%20topup.storefront=*"), AddressFault::Parameter("options".to_owned()));
        assert_eq!(fault("postgres://topup@db"), AddressFault::NoDatabase);
        assert!(matches!(fault("postgres://topup@db:port/topup"), AddressFault::Unreadable(_)));
        assert!(matches!(fault("postgres://topup@db/topup?sslmode=maybe"), AddressFault::Unreadable(_)));
    }

    #[test]
    fn only_what_stays_on_this_machine_may_go_without_tls_unasked() {
        let mode = |text| PostgresAddress::parse(text).expect("good").options.get_ssl_mode();
        assert!(matches!(mode("postgres://topup@db.internal/topup"), PgSslMode::VerifyFull));
        assert!(matches!(mode("postgres://topup@db.internal/topup?sslmode=disable"), PgSslMode::Disable));
        for near in
            ["postgres://topup@localhost/topup", "postgres://topup@127.0.0.1/topup", "postgres://topup@x/topup?host=/run/postgresql"]
        {
            assert!(matches!(mode(near), PgSslMode::Prefer), "{near}");
        }
    }

    #[test]
    fn it_shows_where_it_leads() {
        let shown = |text| PostgresAddress::parse(text).expect("good").to_string();
        assert_eq!(shown("postgresql://topup@db.internal/orders"), "postgres://topup@db.internal:5432/orders");
        assert_eq!(shown("postgres://topup@localhost/orders?host=/run/pg"), "postgres://topup@/orders?host=/run/pg");
    }
}
