//! Orders that a person must decide about: what operators are shown and may answer, and the commands that ask and show it.
//!
//! The journal belongs to the running process, so the commands ask that process over its operators' API.

mod client;
mod command;
mod file;
mod shapes;
mod table;
mod text;

pub use command::{Command, CommandError, DeadLetterCommand, Reach, ReviewCommand};
pub(crate) use file::{dead_letter, line, whole};
pub use shapes::{
    AttemptFile, CandidateFile, Candidates, DeadLetter, DeadLetters, DecisionWord, EventLine, EvidenceFile, OrderLine, PaymentFile,
    ReviewFile, ReviewList, Ruled, RulingRequest, SimFile,
};
