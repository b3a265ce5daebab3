//! The program around the library: addresses, key file, signals, and a port that is taken.

use std::process::Stdio;

use tokio::{
    io::{AsyncBufReadExt as _, BufReader},
    process::{Child, Command},
};

fn sandbox() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sandbox"));
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    command
}

fn free_ports(command: &mut Command) -> &mut Command {
    command.args(["--pressone-port=0", "--connect-port=0", "--storefront-port=0", "--control-port=0"])
}

/// The four addresses that the program prints.
async fn addresses(child: &mut Child) -> Vec<String> {
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut all = Vec::new();
    while all.len() < 4 {
        let line = lines.next_line().await.unwrap().unwrap();
        all.push(line.split_whitespace().nth(1).unwrap().to_owned());
    }
    all
}

#[tokio::test]
async fn it_prints_its_addresses_writes_its_key_and_stops_on_sigterm() {
    let key = std::env::temp_dir().join(format!("sandbox-key-{}.pem", std::process::id()));
    let mut child = free_ports(sandbox().arg("--public-key-out").arg(&key)).spawn().unwrap();
    let addresses = addresses(&mut child).await;
    let served = reqwest::get(format!("{}/storefront/key.pem", addresses[2])).await.unwrap().text().await.unwrap();
    assert_eq!(std::fs::read_to_string(&key).unwrap(), served);
    let pid = child.id().unwrap().to_string();
    assert!(Command::new("kill").args(["-TERM", &pid]).status().await.unwrap().success());
    assert!(child.wait().await.unwrap().success());
    std::fs::remove_file(key).unwrap();
}

#[tokio::test]
async fn a_taken_port_is_one_clear_line() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let mut command = sandbox();
    let command = command.args(["--pressone-port=0", "--storefront-port=0", "--control-port=0"]).arg(format!("--connect-port={port}"));
    let output = command.output().await.unwrap();
    assert!(!output.status.success());
    let errors = String::from_utf8(output.stderr).unwrap();
    assert_eq!(errors.lines().count(), 1);
    assert!(errors.contains(&format!("port {port} for Connect")), "{errors}");
}

#[tokio::test]
async fn a_missing_hook_secret_names_its_variable() {
    let output = free_ports(sandbox().args(["--hook-secret-env", "SANDBOX_TEST_ABSENT"])).output().await.unwrap();
    assert!(!output.status.success());
    assert!(String::from_utf8(output.stderr).unwrap().contains("SANDBOX_TEST_ABSENT"));
}
