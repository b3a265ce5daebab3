//! Waiting until a program that was just started answers.

use std::time::Duration;

use anyhow::Result;

use super::troupe::Troupe;

/// How often to ask. Another program's readiness is no event that we could wait for; its end and Ctrl-C are, and interrupt the wait.
const PAUSE: Duration = Duration::from_millis(200);

/// Asks `url` until it answers 200.
///
/// # Errors
/// When a program of the troupe ends meanwhile, or Ctrl-C is pressed. There is no deadline: a first compilation takes as long as it takes.
pub(super) fn wait(troupe: &mut Troupe, name: &str, url: &str) -> Result<()> {
    let agent = ureq::Agent::config_builder().timeout_global(Some(Duration::from_secs(5))).proxy(None).build().new_agent();
    while agent.get(url).call().is_err() {
        troupe.nothing_ends_for(PAUSE)?;
    }
    crate::say::line(&format!("    {name} is ready"));
    Ok(())
}
