//! The operators' side of a configuration.

use super::*;
use std::collections::BTreeMap;

const ALICE: &str = "alices-key-0123456789abcdef";
const BOB: &str = "bobs-key-0123456789abcdefgh";

/// The example's own lines about operators, as they stand there to be switched on.
fn sources(change: impl FnOnce(String) -> String) -> Sources {
    let example = include_str!("../../bff.example.toml").lines();
    let block = example.skip_while(|line| *line != "# [admin]").take_while(|line| !line.is_empty());
    let told = |line: &str| {
        let text = line.trim_start_matches("# ");
        (text.starts_with('[') || text.contains(" = \"")).then(|| text.to_owned())
    };
    let toml: Vec<String> = block.filter_map(told).collect();
    let environment: BTreeMap<String, String> =
        [("TOPUP_ADMIN_ALICE", ALICE), ("TOPUP_ADMIN_BOB", BOB)].map(|(name, key)| (name.to_owned(), key.to_owned())).into();
    Sources { toml: change(toml.join("\n")), environment, ..Sources::default() }
}

fn checked(sources: &Sources) -> (Option<AdminConfig>, Vec<String>) {
    let mut faults = Faults::default();
    let written = sources.read(&mut faults.0).unwrap();
    let config = check(written.admin, sources, &mut faults);
    (config, faults.0.into_iter().map(|fault| format!("{}: {}", fault.key, fault.text)).collect())
}

#[test]
fn the_examples_operators_are_good_once_switched_on() {
    let sources = sources(|toml| toml);
    let (config, faults) = checked(&sources);
    assert_eq!(faults, Vec::<String>::new());
    let config = config.unwrap();
    assert_eq!(config.listen.to_string(), "127.0.0.1:8805");
    assert_eq!(config.operators, [("alice", ALICE), ("bob", BOB)].map(|(name, key)| (name.to_owned(), KeyHash::of(key))).into());
    assert!(!format!("{config:?}").contains("0123456789"));
    assert_eq!(address(&sources).unwrap(), config.listen);
}

#[test]
fn without_a_place_there_is_no_operators_side() {
    let (config, faults) = checked(&Sources::default());
    assert!(config.is_none() && faults.is_empty(), "{faults:?}");
}

#[test]
fn each_mistake_with_operators_is_one_clear_message() {
    let with = |name: &str, key: &str| (name.to_owned(), key.to_owned());
    for (from, to, environment, said) in [
        ("listen = \"127.0.0.1:8805\"", "", None, "admin.listen: is missing"),
        ("127.0.0.1:8805", "localhost", None, "admin.listen: \"localhost\" is no address"),
        ("127.0.0.1:8805", "0.0.0.0:8805", None, "admin.listen: is not this machine's own"),
        (
            "[admin.operators.alice]\nkey_env = \"TOPUP_ADMIN_ALICE\"\n[admin.operators.bob]\nkey_env = \"TOPUP_ADMIN_BOB\"",
            "",
            None,
            "admin.operators: is empty",
        ),
        ("key_env = \"TOPUP_ADMIN_BOB\"", "", None, "admin.operators.bob.key: is missing"),
        ("TOPUP_ADMIN_BOB", "NOT_THERE", None, "admin.operators.bob.key_env: the environment variable NOT_THERE is not set"),
        ("TOPUP_ADMIN_BOB", "TOPUP_ADMIN_ALICE", None, "admin.operators.bob.key: is the key of alice too"),
        ("", "", Some(with("TOPUP_ADMIN_BOB", ALICE)), "admin.operators.bob.key: is the key of alice too"),
        ("", "", Some(with("TOPUP_ADMIN_BOB", "twenty-one-characters")), "admin.operators.bob.key: is no key"),
        ("", "", Some(with("TOPUP_ADMIN_BOB", "spaces in a long enough key")), "admin.operators.bob.key: is no key"),
        ("operators.bob]", "operators.\"bob builder\"]", None, "admin.operators.bob builder: is no name"),
        ("operators.bob]", "operators.Alice]", None, "is Alice in other letters"),
    ] {
        let mut sources = sources(|toml| {
            assert!(toml.contains(from), "{from} in {toml}");
            toml.replacen(from, to, 1)
        });
        sources.environment.extend(environment);
        let (_, faults) = checked(&sources);
        assert_eq!(faults.len(), 1, "{to}: {faults:?}");
        assert!(faults[0].contains(said), "{said}: {faults:?}");
        assert!(!faults[0].contains("0123456789"), "{faults:?}");
    }
    let open = sources(|toml| toml.replace("listen = \"127.0.0.1:8805\"", "listen = \"0.0.0.0:8805\"\nallow_http = true"));
    assert!(checked(&open).0.is_some());
    assert_eq!(address(&open).unwrap().to_string(), "127.0.0.1:8805", "what is heard everywhere is asked on this machine");
}
