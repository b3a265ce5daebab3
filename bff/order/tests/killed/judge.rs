//! The judge: kills the process at its point, starts it again, and reads the sandbox's ledger.

use super::process::{ERRAND, Errand};
use super::stops::REACHED;
use crate::real_shop::Addresses;
use contract::{Order, OrderStatus};
use libtest_mimic::{Arguments, Failed, Trial};
use sandbox::{Fault, FaultRule, Operation, Options, PaymentState, Player, Running, Sandbox, When};
use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Child, Command, ExitCode, Stdio};

/// Where it is killed, what the provider had sold by the end, and how the order ends.
const KILLS: [(&str, usize, OrderStatus); 12] = [
    ("after placed", 1, OrderStatus::Delivered),
    ("after price_confirmed", 1, OrderStatus::Delivered),
    ("after authorising", 1, OrderStatus::Delivered),
    ("after the hold", 1, OrderStatus::Delivered),
    ("after authorised", 1, OrderStatus::Delivered),
    ("after the baseline", 1, OrderStatus::Delivered),
    ("before intended", 1, OrderStatus::Delivered),
    ("after intended", 0, OrderStatus::Review),
    ("before the send", 0, OrderStatus::Review),
    ("inside the send", 1, OrderStatus::Delivered),
    ("after the send", 1, OrderStatus::Delivered),
    ("after the capture", 1, OrderStatus::Delivered),
];

/// Before and after T3, whose word is each provider's own.
const ANSWERS: [(&str, &str); 2] = [("pressone", "delivered"), ("connect", "accepted")];

pub(crate) fn run() -> ExitCode {
    let mut trials = Vec::new();
    for (account, answer) in ANSWERS {
        let around = ["before", "after"].map(|side| (format!("{side} {answer}"), 1, OrderStatus::Delivered));
        let kills = KILLS.into_iter().map(|(point, bought, end)| (point.to_owned(), bought, end)).chain(around);
        for (point, bought, end) in kills {
            let name = format!("{account}::killed_{}", point.replace(' ', "_"));
            trials.push(Trial::test(name, move || judge(account, &point, bought, end)));
        }
    }
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}

fn judge(account: &str, point: &str, bought: usize, end: OrderStatus) -> Result<(), Failed> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    let sandbox = runtime.block_on(Sandbox::start(options()))?;
    let folder = tempfile::tempdir()?;
    let (iccid, offer) = match account {
        "pressone" => ("89340000000000872", "bonbon-mobile-30days-3gb-topup"),
        _ => ("8944472600000510740", "kn8etk9XBX0gG7pFP5KErXvWVNN4jOERTMVMNEkX-Ak="),
    };
    let mut errand = Errand {
        addresses: Addresses::of(&sandbox),
        journal: folder.path().join("journal.db"),
        account: account.to_owned(),
        iccid: iccid.to_owned(),
        offer: offer.to_owned(),
        point: point.to_owned(),
    };
    if point == "inside the send" {
        hang_after_the_purchase(&sandbox, account);
    }
    let mut first = start(&errand)?;
    if point == "inside the send" {
        await_purchase(&sandbox, account, iccid)?;
    } else {
        await_point(&mut first)?;
    }
    first.kill()?;
    first.wait()?;
    errand.point = String::new();
    let order = finish(start(&errand)?)?;
    check(&sandbox, &order, account, iccid, bought, end)
}

fn options() -> Options {
    let mut options = Options::default();
    options.settings.connect.accepted_ms = 50;
    options.settings.connect.fulfilling_ms = 50;
    options
}

fn start(errand: &Errand) -> Result<Child, Failed> {
    let mut process = Command::new(std::env::current_exe()?);
    Ok(process.env(ERRAND, serde_json::to_string(errand)?).stdout(Stdio::piped()).spawn()?)
}

fn await_point(process: &mut Child) -> Result<(), Failed> {
    let mut line = String::new();
    BufReader::new(process.stdout.take().ok_or("no output")?).read_line(&mut line)?;
    if line.trim() == REACHED { Ok(()) } else { Err(format!("it ended before its point: {line}").into()) }
}

fn finish(mut process: Child) -> Result<Order, Failed> {
    let mut answer = String::new();
    process.stdout.take().ok_or("no output")?.read_to_string(&mut answer)?;
    if !process.wait()?.success() {
        return Err("the second process failed".into());
    }
    Ok(serde_json::from_str(&answer)?)
}

fn hang_after_the_purchase(sandbox: &Running, account: &str) {
    let player = if account == "pressone" { Player::Pressone } else { Player::Connect };
    sandbox.arm(FaultRule::once(player, Operation::Submit, Fault::Hang { when: When::After }));
}

fn await_purchase(sandbox: &Running, account: &str, iccid: &str) -> Result<(), Failed> {
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(20);
    while purchases(sandbox, account, iccid) == 0 {
        if std::time::Instant::now() > deadline {
            return Err("nothing was bought".into());
        }
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    Ok(())
}

fn purchases(sandbox: &Running, account: &str, iccid: &str) -> usize {
    let ledger = sandbox.ledger();
    if account == "pressone" { ledger.topups_for(iccid).len() } else { ledger.connect_orders_for(iccid).len() }
}

fn check(sandbox: &Running, order: &Order, account: &str, iccid: &str, bought: usize, end: OrderStatus) -> Result<(), Failed> {
    let sold = purchases(sandbox, account, iccid);
    if (sold, order.status) != (bought, end) {
        return Err(format!("{sold} bought, order {:?}; expected {bought} and {end:?}", order.status).into());
    }
    let ledger = sandbox.ledger();
    let payment = ledger.payment_of(order.id.as_str()).ok_or("no payment")?;
    let wanted = if end == OrderStatus::Delivered { PaymentState::Captured } else { PaymentState::Authorised };
    let captures = payment.history.iter().filter(|step| step.state == PaymentState::Captured).count();
    if payment.state != wanted || captures > 1 || ledger.payments.len() != 1 {
        return Err(format!("the money: {:?}", ledger.payments).into());
    }
    Ok(())
}
