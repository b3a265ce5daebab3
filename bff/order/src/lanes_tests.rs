use super::*;

const ALL_F: [F; 9] = [F::None, F::Submitting, F::Accepted, F::Fulfilling, F::Unknown, F::Delivered, F::Rejected, F::Absent, F::Reversed];
const ALL_M: [M; 11] = [
    M::None,
    M::OnAccount,
    M::Authorising,
    M::Authorised,
    M::Capturing,
    M::Captured,
    M::Declined,
    M::Releasing,
    M::Released,
    M::RefundDue,
    M::Refunded,
];
const ALL_R: [Review; 3] = [Review::None, Review::Open, Review::Closed];

fn every_legal() -> Vec<Lanes> {
    let mut all = Vec::new();
    for fulfilment in ALL_F {
        for money in ALL_M {
            for review in ALL_R {
                let lanes = Lanes { fulfilment, money, review };
                if lanes.are_legal() {
                    all.push(lanes);
                }
            }
        }
    }
    all
}

#[test]
fn nothing_is_sent_without_held_money_or_an_account() {
    for lanes in every_legal() {
        if matches!(lanes.fulfilment, F::Submitting | F::Accepted | F::Fulfilling | F::Unknown) {
            assert!(matches!(lanes.money, M::Authorised | M::OnAccount), "{lanes:?}");
        }
    }
}

#[test]
fn money_is_taken_only_for_what_was_delivered() {
    for lanes in every_legal() {
        if matches!(lanes.money, M::Capturing | M::Captured) {
            assert!(matches!(lanes.fulfilment, F::Delivered | F::Reversed), "{lanes:?}");
        }
    }
}

#[test]
fn what_was_given_back_is_never_taken() {
    for given_back in [M::Releasing, M::Released, M::Declined] {
        let mut seen = vec![given_back];
        while let Some(next) =
            seen.iter().flat_map(|from| ALL_M.into_iter().filter(|to| lists(MONEY, from, to))).find(|to| !seen.contains(to))
        {
            seen.push(next);
        }
        assert!(!seen.contains(&M::Capturing) && !seen.contains(&M::Captured), "{given_back:?} leads to {seen:?}");
    }
}

#[test]
fn delivered_without_its_money_is_always_a_persons_matter() {
    for money in [M::Releasing, M::Released] {
        assert!(!Lanes { fulfilment: F::Delivered, money, review: Review::None }.are_legal());
        assert!(Lanes { fulfilment: F::Delivered, money, review: Review::Open }.are_legal());
    }
}

#[test]
fn unknown_never_becomes_a_new_send() {
    assert!(!lists(FULFILMENT, &F::Unknown, &F::None));
    assert!(!lists(FULFILMENT, &F::Unknown, &F::Submitting));
}

#[test]
fn only_in_review_may_an_open_outcome_be_declared_done_or_sent_again() {
    let at = |fulfilment, review| Lanes { fulfilment, money: M::Authorised, review };
    for (from, to) in [(F::Unknown, F::None), (F::None, F::Delivered)] {
        assert!(at(from, Review::Open).may_become(at(to, Review::Open)).is_ok(), "{from:?} to {to:?}");
        for closed in [Review::None, Review::Closed] {
            assert!(at(from, closed).may_become(at(to, closed)).is_err(), "{from:?} to {to:?} with review {closed:?}");
        }
    }
    assert!(!lists(FULFILMENT_IN_REVIEW, &F::Unknown, &F::Submitting), "even then not without a new intent");
    assert!(FULFILMENT_IN_REVIEW.iter().all(|(from, _)| from.is_open()), "what is settled is not unsettled by people");
}

#[test]
fn a_definite_rejection_is_for_ever_and_only_absence_yields_to_late_evidence() {
    assert!(ALL_F.iter().all(|to| !lists(FULFILMENT, &F::Rejected, to)));
    assert!(ALL_F.iter().all(|to| lists(FULFILMENT, &F::Absent, to) == (*to == F::Delivered)));
}

#[test]
fn what_the_provider_has_taken_is_never_rejected_for_ever() {
    for taken in [F::Accepted, F::Fulfilling] {
        assert!(!lists(FULFILMENT, &taken, &F::Rejected) && lists(FULFILMENT, &taken, &F::Absent), "{taken:?}");
    }
}

#[test]
fn every_state_has_a_row_in_every_table() {
    assert!(ALL_F.iter().all(|state| FULFILMENT.iter().any(|(from, _)| from == state)));
    assert!(ALL_F.iter().all(|state| LEGAL.iter().any(|(with, _)| with == state)));
    assert!(ALL_M.iter().all(|state| MONEY.iter().any(|(from, _)| from == state)));
}

#[test]
fn every_open_order_can_come_to_an_end() {
    for from in ALL_F.into_iter().filter(|state| state.is_open()) {
        let mut seen = vec![from];
        while let Some(next) =
            seen.iter().flat_map(|from| ALL_F.into_iter().filter(|to| lists(FULFILMENT, from, to))).find(|to| !seen.contains(to))
        {
            seen.push(next);
        }
        assert!(seen.contains(&F::Delivered) && seen.contains(&F::Rejected), "{from:?}");
    }
}

#[test]
fn a_jump_in_any_lane_is_illegal() {
    let from = Lanes::START;
    for to in [Lanes { fulfilment: F::Delivered, ..from }, Lanes { money: M::Captured, ..from }, Lanes { review: Review::Closed, ..from }] {
        assert_eq!(from.may_become(to), Err(Illegal { from, to }));
    }
}

#[test]
fn the_journals_words_are_those_of_the_record() {
    let told = |word: &str, value: serde_json::Value| assert_eq!(value, serde_json::Value::String(word.to_owned()));
    ALL_F.iter().for_each(|state| told(state.as_str(), serde_json::to_value(state).expect("a word")));
    ALL_M.iter().for_each(|state| told(state.as_str(), serde_json::to_value(state).expect("a word")));
    ALL_R.iter().for_each(|state| told(state.as_str(), serde_json::to_value(state).expect("a word")));
}
