//! The README's pictures: the way through a top-up in a row, light and dark, as the gallery shows it.

use std::path::Path;
use std::process::Command;

use anyhow::{Result, ensure};

use crate::need::browser;
use crate::place::Place;
use crate::step::{run as run_program, step};

/// The steps, in the gallery's own names.
const STEPS: &str = "showcase-sims,showcase-packages,showcase-review,showcase-waiting,showcase-added";
/// As wide as five of them and as high as the longest.
const SIZE: &str = "--window-size=1910,1130";
/// A page on which nothing is drawn yet weighs a fifth of that, the steps five times as much. The browser's clock does not wait for the
/// compilation of the module, which on a busy machine takes longer than the page itself.
const BLANK: u64 = 60_000;
const TRIES: u32 = 5;
const PICTURES: [(&str, &str); 2] = [("light", "docs/journey.png"), ("dark", "docs/journey-dark.png")];

/// Takes them of a gallery that has been built.
pub(super) fn take(place: &Place, page: &Path) -> Result<()> {
    let browser = browser::browser()?;
    let profile = place.tools().join("portrait-profile");
    step("the README's pictures", "the steps of a top-up in a row, light and dark", || {
        for (theme, picture) in PICTURES {
            let address = format!("file://{}#state={STEPS}&theme={theme}&locale=en-US&width=350px", page.display());
            let mut chrome = Command::new(&browser.chrome);
            chrome.args(["--headless=new", "--no-sandbox", "--disable-background-networking", "--hide-scrollbars", "--log-level=3", SIZE]);
            // The browser's own clock runs ahead until the page has come to rest, so nothing is waited for by ours.
            chrome.args(["--force-prefers-reduced-motion", "--virtual-time-budget=20000"]).env("TZ", "UTC");
            chrome.arg(format!("--user-data-dir={}", profile.display()));
            chrome.arg(format!("--screenshot={}", place.root().join(picture).display())).arg(address);
            let picture = place.root().join(picture);
            let mut drawn = false;
            for _ in 0..TRIES {
                run_program(&mut chrome)?;
                drawn = std::fs::metadata(&picture)?.len() > BLANK;
                if drawn {
                    break;
                }
            }
            ensure!(drawn, "{} shows a page on which nothing is drawn yet: try again when the machine is less busy", picture.display());
        }
        Ok(())
    })
}
