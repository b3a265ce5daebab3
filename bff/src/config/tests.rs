use super::*;

const KEY: &str = "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n-----END PUBLIC KEY-----\n";

/// The example configuration in a folder of its own, with the secrets that it names.
fn example() -> (tempfile::TempDir, Sources) {
    let folder = tempfile::tempdir().unwrap();
    let demo = folder.path().join("target/demo");
    std::fs::create_dir_all(&demo).unwrap();
    std::fs::create_dir_all(folder.path().join("bff")).unwrap();
    std::fs::write(demo.join("storefront.pem"), KEY).unwrap();
    let secrets = [
        ("TOPUP_SERVER_SECRET", "0123456789abcdefghijklmn"),
        ("TOPUP_PRESSONE_SECRET", "one"),
        ("TOPUP_CONNECT_SECRET", "two"),
        ("TOPUP_DEMO_HOOK_SECRET", "whsec_ZGVtby1ob29rLXNlY3JldC1vcGVucy1vbmx5LXRoZS1zYW5kYm94"),
    ];
    let sources = Sources {
        toml: include_str!("../../bff.example.toml").to_owned(),
        folder: folder.path().join("bff"),
        environment: secrets.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
    };
    (folder, sources)
}

fn faults(sources: &Sources) -> Vec<String> {
    match Config::read(sources) {
        Ok(_) => Vec::new(),
        Err(error) => error.faults.into_iter().map(|fault| fault.key).collect(),
    }
}

#[test]
fn the_example_is_a_good_configuration_and_its_summary_tells_no_secret() {
    let (_folder, sources) = example();
    let config = Config::read(&sources).unwrap();
    assert_eq!(config.listen.port(), 8800);
    assert_eq!(config.accounts.len(), 2);
    for text in [config.to_string(), format!("{config:?}")] {
        for secret in ["0123456789abcdefghijklmn", "ZGVtby1ob29r"] {
            assert!(!text.contains(secret), "{text}");
        }
    }
}

#[test]
fn the_environment_overrides_the_file() {
    let (_folder, mut sources) = example();
    sources.environment.insert("TOPUP_BFF__SERVER__LISTEN".to_owned(), "127.0.0.1:9000".to_owned());
    sources.environment.insert("TOPUP_BFF__LIMITS__REQUEST_BURST".to_owned(), "7".to_owned());
    sources.environment.insert("TOPUP_BFF__ACCOUNTS__PRESSONE__SETTINGS__BASE_URL".to_owned(), "http://127.0.0.1:1".to_owned());
    let config = Config::read(&sources).unwrap();
    assert_eq!((config.listen.port(), config.limits.request_burst.get()), (9000, 7));
    assert!(config.to_string().contains("PressOne at http://127.0.0.1:1\n"));
}

#[test]
fn each_mistake_is_named_by_its_key() {
    for (from, to, key) in [
        ("listen = \"127.0.0.1:8800\"", "listen = \"localhost\"", "server.listen"),
        ("listen = \"127.0.0.1:8800\"", "lisen = \"127.0.0.1:8800\"", "server.lisen"),
        ("request_seconds = 30", "request_seconds = \"soon\"", "server.request_seconds"),
        ("request_seconds = 30", "request_seconds = 0", "server.request_seconds"),
        ("secret_env = \"TOPUP_SERVER_SECRET\"", "secret_env = \"NOT_THERE\"", "server.secret_env"),
        ("secret_env = \"TOPUP_SERVER_SECRET\"", "secret_env = \"TOPUP_PRESSONE_SECRET\"", "server.secret"),
        ("secret_env = \"TOPUP_SERVER_SECRET\"", "", "server.secret"),
        ("level = \"info\"", "level = \"loud\"", "log.level"),
        ("kind = \"pressone\"", "kind = \"presone\"", "accounts.pressone.kind"),
        ("client_secret_env = \"TOPUP_PRESSONE_SECRET\"", "client_secret = \"x\"", "accounts.pressone.client_secret"),
        ("client_id = \"demo-pressone-client\"", "", "accounts.pressone.client_id"),
        ("base_url = \"http://127.0.0.1:8801\"", "base_url = \"http://provider.example\"", "accounts.pressone.settings.base_url"),
        ("base_url = \"http://127.0.0.1:8801\"", "base_url = 7\nbase = 1", "accounts.pressone.settings.base"),
        ("tokens_per_minute = 3", "tokens_per_minute = 0", "accounts.pressone.settings.budgets.tokens_per_minute"),
        ("calls_per_minute = 1000", "calls_per_minute = 1", "accounts.connect.settings.budgets.calls_per_minute"),
        ("browsing_percent = 80", "browsing_percent = 100", "accounts.pressone.settings.budgets.browsing_percent"),
        ("orders = 300", "products = 300", "accounts.pressone.settings.budgets.endpoints"),
        ("orders = 300", "wishes = 300", "accounts.pressone.settings.budgets.endpoints"),
        ("\"http://127.0.0.1:8080\"", "\"https://shop.example/\"", "storefronts.demo.origins[0]"),
        ("\"http://127.0.0.1:8080\"", "\"https://Shop.example\"", "storefronts.demo.origins[0]"),
        ("\"http://127.0.0.1:8080\"", "\"https://shop.example:443\"", "storefronts.demo.origins[0]"),
        ("\"http://127.0.0.1:8080\"", "\"http://shop.example\"", "storefronts.demo.origins[0]"),
        ("\"http://127.0.0.1:8080\"", "\"*\"", "storefronts.demo.origins[0]"),
        ("storefront.pem", "nothing.pem", "storefronts.demo.keys.demo-1.file"),
        ("connect = \"connect\"", "connect = \"conect\"", "storefronts.demo.accounts.connect"),
        ("[storefronts.demo.pricing.connect]", "[storefronts.demo.pricing.other]", "storefronts.demo.pricing.other"),
        ("markup_percent = 20", "markup_percent = -20", "storefronts.demo.pricing.connect.markup_percent"),
        ("rounding = \"half\"", "rounding = \"up\"", "storefronts.demo.pricing.connect.rounding"),
        ("currency = \"USD\"", "currency = \"usd\"", "storefronts.demo.pricing.pressone.currency"),
        ("hook_url = \"http://127.0.0.1:8803", "hook_url = \"http://shop.example", "storefronts.demo.payment.hook_url"),
        ("hook_url = \"http://127.0.0.1:8803", "hook_url = \"http://us:word@127.0.0.1:8803", "storefronts.demo.payment.hook_url"),
        (
            "hook_secret_env = \"TOPUP_DEMO_HOOK_SECRET\"",
            "hook_secret_env = \"TOPUP_PRESSONE_SECRET\"",
            "storefronts.demo.payment.hook_secret",
        ),
        ("journal = \"../target/demo/journal.sqlite\"", "", "journal"),
        ("journal = \"../target/demo/journal.sqlite\"", "journal = { path = \"journal.sqlite\" }", "journal"),
        ("journal = \"../target/demo/journal.sqlite\"", "journal = \"\"", "journal"),
        ("journal = \"../target/demo/journal.sqlite\"", "journal = \"mysql://db/topup\"", "journal"),
        ("journal = \"../target/demo/journal.sqlite\"", "journal = \"postgres://topup:word@db/topup\"", "journal"),
        ("journal = \"../target/demo/journal.sqlite\"", "journal = \"postgres://topup@db/topup?sslmode=off\"", "journal"),
        (
            "journal = \"../target/demo/journal.sqlite\"",
            "journal = \"a.db\"\njournal_password_env = \"TOPUP_SERVER_SECRET\"",
            "journal_password",
        ),
        (
            "journal = \"../target/demo/journal.sqlite\"",
            "journal = \"postgres://t@db/t\"\njournal_password_env = \"NOT_THERE\"",
            "journal_password_env",
        ),
        ("journal = \"../target/demo/journal.sqlite\"", "journal = \"postgres://t@db/t\"\njournal_password = \"word\"", "journal_password"),
        ("[server]", "[server", "the file"),
    ] {
        let (_folder, mut sources) = example();
        assert!(sources.toml.contains(from), "{from}");
        sources.toml = sources.toml.replacen(from, to, 1);
        let found = faults(&sources);
        assert!(found.iter().any(|found| found == key), "{to}: {found:?}");
    }
}

#[test]
fn all_mistakes_are_told_at_once_and_none_quotes_a_secret() {
    let (_folder, mut sources) = example();
    sources.toml = sources.toml.replace("listen = \"127.0.0.1:8800\"", "lisen = 1").replace("level = \"info\"", "level = \"loud\"");
    sources.toml = sources.toml.replace("client_secret_env = \"TOPUP_CONNECT_SECRET\"", "client_secret = \"hush-hush\"");
    let error = Config::read(&sources).unwrap_err();
    let text = error.to_string();
    for key in ["server.lisen", "log.level", "accounts.connect.client_secret"] {
        assert!(text.contains(key), "{text}");
    }
    assert!(!text.contains("hush-hush"), "{text}");
}

#[test]
fn a_secret_is_read_from_a_file_without_its_line_end() {
    let (folder, mut sources) = example();
    std::fs::write(folder.path().join("bff/secret"), "0123456789abcdefghijklmn\n").unwrap();
    sources.toml = sources.toml.replace("secret_env = \"TOPUP_SERVER_SECRET\"", "secret_file = \"secret\"");
    let config = Config::read(&sources).unwrap();
    assert_eq!(secrecy::ExposeSecret::expose_secret(&config.secret), "0123456789abcdefghijklmn");
}

#[test]
fn a_database_in_place_of_a_file_is_the_only_change() {
    let (_folder, mut sources) = example();
    let file = Config::read(&sources).unwrap();
    assert!(matches!(&file.journal, JournalPlace::File(path) if path.ends_with("target/demo/journal.sqlite")));
    sources.environment.insert("TOPUP_BFF__JOURNAL".to_owned(), "postgres://topup@db.internal/topup".to_owned());
    let database = Config::read(&sources).unwrap();
    assert!(database.to_string().contains("keeps its journal in postgres://topup@db.internal:5432/topup\n"));
    sources.environment.insert("TOPUP_BFF__JOURNAL_PASSWORD_ENV".to_owned(), "TOPUP_DB_PASSWORD".to_owned());
    sources.environment.insert("TOPUP_DB_PASSWORD".to_owned(), "hush-hush".to_owned());
    let entered = Config::read(&sources).unwrap();
    assert!(!format!("{entered} {entered:?}").contains("hush-hush"));
}
