//! The way between an instance and a provider: requests and answers travel by themselves, so what becomes of the process that
//! sent one does not call it back. Answers are judged by the real clients' tables.

use crate::process::Process;
use crate::server::{Dialect, Reply, Server};
use crate::storm::{Fault as F, seconds};
use crate::witness::Witness;
use crate::wrongness::Wrongness;
use async_trait::async_trait;
use order::Clock as _;
use provider::*;
use std::sync::{Arc, LazyLock};
use std::time::Duration;
use tokio::sync::oneshot;

/// The real clients, for what they make of an answer; they are never given a request.
static REAL: LazyLock<(PressOne, Connect)> = LazyLock::new(|| {
    let credentials = || Credentials { client_id: "us".to_owned(), client_secret: "secret".to_owned().into() };
    let pressone = serde_json::from_str(r#"{"base_url": "https://pressone.test"}"#).expect("settings");
    let connect =
        serde_json::from_str(r#"{"base_url": "https://connect.test", "token_url": "https://connect.test/token"}"#).expect("settings");
    let pressone = PressOne::new(PressOneConfig { settings: pressone, credentials: credentials() }).expect("a client");
    (pressone, Connect::new(ConnectConfig { settings: connect, credentials: credentials() }).expect("a client"))
});

const SENDS: &[F] = &[
    F::NoConnection,
    F::LostRequest,
    F::SwallowedRequest,
    F::LostAnswer,
    F::SwallowedAnswer,
    F::ServerError,
    F::DoneServerError,
    F::DoneGateway,
    F::DoneGarbage,
    F::DoneWrongEcho,
    F::Unexpected,
    F::DoneUnexpected,
    F::Unauthorised,
    F::Limited,
    F::Refusal,
    F::OddStatus,
    F::Undone,
];

/// One instance's client of a provider.
pub(crate) struct Line {
    pub(crate) process: Arc<Process>,
    pub(crate) server: Arc<Server>,
    pub(crate) witness: Arc<Witness>,
    pub(crate) wrongness: Option<Wrongness>,
}

/// What arrives at the end of an exchange.
enum Heard {
    Nothing,
    NoConnection,
    Broken,
    Whole(Reply),
}

impl Line {
    async fn exchange(&self, submission: &Submission) -> Heard {
        let name = submission.sim.iccid.as_str();
        let storm = &self.server.storm;
        let fault = storm.strikes(&format!("send {name}"), SENDS);
        let slow = storm.strikes(&format!("slow {name}"), &[F::SlowRequest]).is_some();
        let mut throw = storm.throw(&format!("way {name}"));
        let there = if slow { throw.millis(500, 3_000) } else { throw.millis(1, 20) };
        let back = throw.millis(1, 20);
        let (server, submission) = (Arc::clone(&self.server), submission.clone());
        let (answer, heard) = oneshot::channel();
        tokio::spawn(async move {
            if fault == Some(F::NoConnection) {
                tokio::time::sleep(back).await;
                return answer.send(Heard::NoConnection);
            }
            tokio::time::sleep(there).await;
            let reply = match fault {
                Some(F::LostRequest) => None,
                Some(F::SwallowedRequest) => return answer.send(Heard::Nothing),
                _ => server.post(&submission, fault),
            };
            tokio::time::sleep(back).await;
            answer.send(match (fault, reply) {
                (Some(F::SwallowedAnswer), _) => Heard::Nothing,
                (_, None) => Heard::Broken,
                (_, Some(reply)) => Heard::Whole(reply),
            })
        });
        heard.await.unwrap_or(Heard::Nothing)
    }

    /// A reading, with its share of what goes wrong; `read` looks at the provider at the moment the request arrives.
    async fn ask<T>(&self, name: &str, read: impl FnOnce(&Server) -> Result<T, ReadError>) -> Result<T, ReadError> {
        self.process.runs().await;
        let storm = &self.server.storm;
        let fault = storm.strikes(name, &[F::NoReading, F::BusyReading, F::HungReading]);
        let mut throw = storm.throw(&format!("way of {name}"));
        tokio::time::sleep(throw.millis(1, 20)).await;
        let answer = match fault {
            Some(F::NoReading) => Err(ReadError::Unavailable("as it happens".to_owned())),
            Some(F::BusyReading) => Err(ReadError::Busy { retry_after: throw.one_of(&[1, 5, 90]).unwrap_or(1) }),
            Some(F::HungReading) => std::future::pending().await,
            _ => read(&self.server),
        };
        tokio::time::sleep(throw.millis(1, 20)).await;
        self.process.runs().await;
        answer
    }
}

#[async_trait]
impl Provider for Line {
    async fn sim(&self, _sim: &SimTarget) -> Result<SimReading, ReadError> {
        Err(ReadError::Refused("the engine does not ask for this".to_owned()))
    }

    async fn offers(&self, _sim: &SimTarget, _purpose: Purpose) -> Result<Vec<ProviderOffer>, ReadError> {
        Err(ReadError::Refused("the engine asks the shop".to_owned()))
    }

    async fn baseline(&self, sim: &SimTarget) -> Result<Baseline, ReadError> {
        self.ask(&format!("baseline {}", sim.iccid.as_str()), |server| Ok(server.baseline(sim.iccid.as_str()))).await
    }

    async fn submit(&self, submission: &Submission) -> Evidence {
        self.process.runs().await;
        self.witness.sees_send(submission).await;
        let heard = self.exchange(submission).await;
        self.process.runs().await;
        let (transport, reply) = match heard {
            Heard::Nothing => std::future::pending().await,
            Heard::NoConnection => (Transport::NotSent, None),
            Heard::Broken => (Transport::Broken, None),
            Heard::Whole(reply) => (Transport::Complete, Some(reply)),
        };
        let at = self.server.clock.now().timestamp();
        let (status, retry_after) = (reply.as_ref().map(|reply| reply.status), reply.as_ref().and_then(|reply| reply.retry_after));
        Evidence { transport, status, body: reply.map(|reply| reply.body).unwrap_or_default(), retry_after, error: None, at }
    }

    fn classify(&self, submission: &Submission, evidence: &Evidence) -> Verdict {
        let verdict = match self.server.dialect {
            Dialect::Marker => REAL.0.classify(submission, evidence),
            Dialect::Difference => REAL.1.classify(submission, evidence),
        };
        match verdict {
            Verdict::Unknown(UnknownWhy::Broken) if self.wrongness == Some(Wrongness::BrokenIsNotSent) => Verdict::NotSent,
            verdict => verdict,
        }
    }

    async fn renew_token(&self) {
        self.process.runs().await;
    }

    async fn status(&self, submission: &Submission, order: &ProviderOrderId) -> Result<StatusReading, ReadError> {
        self.ask(&format!("status {}", submission.sim.iccid.as_str()), |server| server.status(order)).await
    }

    async fn find_evidence(&self, submission: &Submission, baseline: &Baseline) -> Result<Vec<Candidate>, ReadError> {
        let name = format!("list {}", submission.sim.iccid.as_str());
        let found = self.ask(&name, |server| Ok(server.candidates(submission, baseline))).await;
        if self.wrongness == Some(Wrongness::BlindToTheList) { found.map(|_| Vec::new()) } else { found }
    }

    async fn history(&self, _sim: &SimTarget) -> Result<Vec<HistoryEntry>, ReadError> {
        Err(ReadError::Refused("the engine does not ask for this".to_owned()))
    }

    fn history_interval(&self) -> Duration {
        seconds(900)
    }
}
