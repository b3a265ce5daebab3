//! The BFF client against a pretended network: what each bad answer is taken for.

use crate::fake_bff::{Answer, FakeBff};
use crate::fixtures::*;
use crate::machine::Shell;
use contract::{ProblemCode, Retry, Session, Sims};
use esim_topup::edge::client::Client;
use journey::{Failure, Reason, Reply, Task};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::AbortController;

/// A client at that address, with a host that gives tokens.
fn client(base: &str) -> Client {
    let shell = Shell::new();
    let client = Client::new(base, shell.bridge.clone().into());
    // It may be asked for as long as the page is there.
    std::mem::forget(shell);
    client
}

async fn sims(answer: Answer) -> Result<Reply, Failure> {
    let bff = FakeBff::new(move |_| answer.clone());
    let result = client("/bff").run(&Task::Sims, &AbortController::new().unwrap()).await;
    assert_eq!(bff.lines(), ["GET /bff/v1/sims"]);
    result
}

#[wasm_bindgen_test]
async fn a_good_answer_is_read() {
    let expected = Sims { sims: vec![lisbon(), retired()] };
    assert_eq!(sims(Answer::json(&expected)).await, Ok(Reply::Sims(expected)));
}

#[wasm_bindgen_test]
async fn a_problem_document_is_a_problem_with_its_id() {
    let problem = contract::Problem { retry_after: Some(20), ..problem(ProblemCode::RateLimited, 429, Retry::Later) };
    assert_eq!(sims(Answer::with(429, &problem)).await, Err(Failure::Problem(Box::new(problem))));
}

#[wasm_bindgen_test]
async fn an_error_page_of_somebody_in_between_is_unreadable() {
    for (status, text) in [(502, "<html>Bad gateway</html>"), (500, ""), (404, "{}"), (418, r#"{"code":"teapot"}"#)] {
        assert_eq!(sims(Answer::Text(status, text.to_owned())).await, Err(Failure::Unreadable { status }), "{text}");
    }
}

#[wasm_bindgen_test]
async fn a_good_status_with_another_body_is_never_taken_for_an_answer() {
    assert_eq!(sims(Answer::Text(200, r#"{"sims":7}"#.to_owned())).await, Err(Failure::Unreadable { status: 200 }));
    assert_eq!(sims(Answer::Text(200, r#"{"sims":["#.to_owned())).await, Err(Failure::Network), "cut in the middle");
}

#[wasm_bindgen_test]
async fn a_broken_connection_says_nothing_about_the_request() {
    assert_eq!(sims(Answer::Broken).await, Err(Failure::Network));
}

#[wasm_bindgen_test]
async fn an_abort_reaches_the_network() {
    let bff = FakeBff::new(|_| Answer::Hangs);
    let controller = AbortController::new().unwrap();
    let client = client("/bff");
    let aborter = controller.clone();
    let asked = async {
        crate::page::until("it is asked", || bff.asked().len() == 1).await;
        aborter.abort();
    };
    let (result, ()) = crate::page::both(client.run(&Task::Sims, &controller), asked).await;
    assert_eq!(result, Err(Failure::Network));
    crate::page::until("it is aborted", || bff.aborted().len() == 1).await;
}

#[wasm_bindgen_test]
async fn a_handle_that_no_header_could_carry_opens_no_session() {
    for (handle, opens) in [("v4.local-8", true), ("two\nlines", false), ("naïve", false)] {
        let capabilities = contract::Capabilities { order: true, payment_label: None };
        let session = Session { handle: handle.to_owned(), expires_at: NOW, customer: "c".to_owned(), capabilities };
        let bff = FakeBff::new(move |asked| if asked.path.ends_with("/session") { Answer::json(&session) } else { Answer::Broken });
        let client = client("/bff");
        let abort = AbortController::new().unwrap();
        let opened = client.run(&Task::OpenSession(Reason::Initial), &abort).await;
        assert_eq!(opened.is_ok(), opens, "{handle}");
        assert_eq!(client.run(&Task::Sims, &abort).await, Err(Failure::Network));
        let authorization = opens.then(|| format!("Bearer {handle}"));
        assert_eq!(bff.asked().last().map(|asked| asked.authorization.clone()), Some(authorization));
    }
}

#[wasm_bindgen_test]
async fn an_address_that_is_none_is_no_answer() {
    let result = client("https://[").run(&Task::Sims, &AbortController::new().unwrap()).await;
    assert_eq!(result, Err(Failure::Network), "the browser refuses to send it, as it refuses what it can't connect");
}
