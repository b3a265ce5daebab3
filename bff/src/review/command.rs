//! `bff review …` and `bff dead-letters …`: from arguments to one question and a readable answer.

use super::client::{AdminClient, Answer, AskError};
use super::shapes::{DecisionWord, RulingRequest};
use super::text;
use crate::config::{ConfigError, Sources, admin_address};
use crate::time::now;
use clap::{Args, Subcommand};
use secrecy::SecretString;
use std::path::Path;

/// What an operator does beside the running BFF.
#[derive(Clone, Debug, Subcommand)]
pub enum Command {
    /// Orders that wait for a person.
    Review {
        /// How the running BFF is reached.
        #[command(flatten)]
        reach: Reach,
        /// What.
        #[command(subcommand)]
        command: ReviewCommand,
    },
    /// What was given up and could not be brought to the shop.
    DeadLetters {
        /// How the running BFF is reached.
        #[command(flatten)]
        reach: Reach,
        /// What.
        #[command(subcommand)]
        command: DeadLetterCommand,
    },
}

/// How the running BFF is reached.
#[derive(Clone, Debug, Args)]
pub struct Reach {
    /// The operators' address, when it is not the one of --config: http://127.0.0.1:8805.
    #[arg(long, value_name = "URL", global = true)]
    admin: Option<url::Url>,
    /// The environment variable that holds your key.
    #[arg(long, value_name = "VARIABLE", default_value = "TOPUP_ADMIN_KEY", global = true)]
    key_env: String,
    /// Print the API's own answer.
    #[arg(long, global = true)]
    json: bool,
}

/// What to do with orders that wait for a person.
#[derive(Clone, Debug, Subcommand)]
pub enum ReviewCommand {
    /// All of them, oldest first.
    List,
    /// One order: what we asked, what came back, what the provider shows now.
    Show {
        /// The order's id.
        order: String,
    },
    /// Decide.
    Resolve {
        /// The order's id.
        order: String,
        /// What.
        #[command(flatten)]
        decision: Decision,
        /// With --attach: you answer for it although the provider's list does not show it, or cannot be read.
        #[arg(long, requires = "attach")]
        unseen: bool,
        /// Why, for those who come after.
        #[arg(long, value_name = "TEXT")]
        note: String,
    },
}

/// What is decided: one of these.
#[derive(Clone, Debug, Args)]
#[group(required = true, multiple = false)]
pub struct Decision {
    /// That thing at the provider is this order's effect: delivered, and charged.
    #[arg(long, value_name = "ID")]
    attach: Option<String>,
    /// Nothing was bought: give the money back.
    #[arg(long)]
    not_delivered: bool,
    /// Pay the taken money back.
    #[arg(long)]
    refund: bool,
    /// Close it as it stands.
    #[arg(long)]
    write_off: bool,
    /// Send it again; done when a second person orders it too.
    #[arg(long)]
    resend: bool,
}

/// What to do with dead letters.
#[derive(Clone, Debug, Subcommand)]
pub enum DeadLetterCommand {
    /// All of them, oldest first.
    List,
    /// Try one again now.
    Revive {
        /// The letter's id.
        id: String,
    },
}

/// Why a command came to nothing.
#[derive(Debug, thiserror::Error)]
pub enum CommandError {
    /// The configuration does not say where to ask.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// Neither a configuration nor an address was given.
    #[error("say where to ask: --config FILE with [admin] listen, or --admin URL")]
    Nowhere,
    /// No key.
    #[error("the environment variable {0} is not set: it holds your operator's key")]
    NoKey(String),
    /// The address is none, or no answer came.
    #[error("{0}")]
    Asked(String),
}

impl From<AskError> for CommandError {
    fn from(error: AskError) -> Self {
        Self::Asked(error.to_string())
    }
}

impl Command {
    /// Asks the running BFF; answers what to print.
    ///
    /// # Errors
    /// When it is not known where to ask, nobody answers there, or the answer is no.
    pub async fn run(&self, config: Option<&Path>) -> Result<String, CommandError> {
        match self {
            Self::Review { reach, command } => {
                let client = reach.client(config)?;
                match command {
                    ReviewCommand::List => reach.list(&client).await,
                    ReviewCommand::Show { order } => Ok(reach.print(client.review(order).await?, |file| text::file(file, now()))),
                    ReviewCommand::Resolve { order, decision, unseen, note } => {
                        let ruling = decision.ruling(*unseen, note.clone());
                        Ok(reach.print(client.rule(order, &ruling).await?, text::ruled))
                    }
                }
            }
            Self::DeadLetters { reach, command } => {
                let client = reach.client(config)?;
                match command {
                    DeadLetterCommand::List => Ok(reach.print(client.dead_letters().await?, text::dead_letters)),
                    DeadLetterCommand::Revive { id } => Ok(reach.print(client.revive(id).await?, |_| format!("{id} is tried again now\n"))),
                }
            }
        }
    }
}

impl Reach {
    fn client(&self, config: Option<&Path>) -> Result<AdminClient, CommandError> {
        let base = match (&self.admin, config) {
            (Some(address), _) => address.clone(),
            (None, Some(config)) => {
                let address = admin_address(&Sources::of_process(config)?)?;
                url::Url::parse(&format!("http://{address}/")).map_err(|error| CommandError::Asked(error.to_string()))?
            }
            (None, None) => return Err(CommandError::Nowhere),
        };
        let key = std::env::var(&self.key_env).map_err(|_| CommandError::NoKey(self.key_env.clone()))?;
        AdminClient::new(base, SecretString::from(key)).map_err(|error| CommandError::Asked(error.to_string()))
    }

    /// Every page, as text or as JSON documents, one per line.
    async fn list(&self, client: &AdminClient) -> Result<String, CommandError> {
        let mut answer = client.reviews(None).await?;
        let (mut printed, mut all, mut unreadable) = (String::new(), Vec::new(), Vec::new());
        loop {
            printed.push_str(&answer.text);
            printed.push('\n');
            all.append(&mut answer.value.reviews);
            unreadable.append(&mut answer.value.unreadable);
            let Some(next) = answer.value.next else { break };
            answer = client.reviews(Some(next.as_str())).await?;
        }
        Ok(if self.json { printed } else { text::list(&all, &unreadable, now()) })
    }

    fn print<T>(&self, answer: Answer<T>, said: impl FnOnce(&T) -> String) -> String {
        if self.json { answer.text + "\n" } else { said(&answer.value) }
    }
}

impl Decision {
    fn ruling(&self, unseen: bool, note: String) -> RulingRequest {
        let decision = match self {
            Self { attach: Some(_), .. } => DecisionWord::Attach,
            Self { not_delivered: true, .. } => DecisionWord::NotDelivered,
            Self { refund: true, .. } => DecisionWord::Refund,
            Self { write_off: true, .. } => DecisionWord::WriteOff,
            // The group is required and exclusive: what is left is the last of it.
            Self { .. } => DecisionWord::Resend,
        };
        RulingRequest { decision, effect: self.attach.clone(), unseen, note }
    }
}
