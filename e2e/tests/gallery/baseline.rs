//! What the main states are to a screen reader and to the eye, kept in the repository: a change shows as a difference there.
//!
//! `cargo xtask gallery --accept` takes what is shown now as what is expected.

use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;

use crate::Result;
use crate::page::{Page, Wanted};
use crate::picture::Picture;
use crate::tree;

/// The states that most customers see, and the honest ones.
const MAIN: [&str; 20] = [
    "starting",
    "sims",
    "packages",
    "packages-selected",
    "packages-many",
    "review",
    "packages-pages-last",
    "review-repriced",
    "review-not-approved",
    "review-not-stored",
    "approving",
    "waiting",
    "waiting-offline",
    "checking",
    "added",
    "rejected-purchase_limit",
    "history",
    "only-history-choosing",
    "only-status-added",
    "stopped-network",
];

/// Those of them that are seen in the dark as well.
const DARK: [&str; 4] = ["packages-selected", "review", "checking", "added"];

/// Share of a picture's blocks that may differ: other machines smooth edges in other ways.
const TOLERATED: f64 = 0.004;

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/gallery/baselines").join(name)
}

/// Holds what is shown against what is kept, or keeps it.
struct Kept {
    folder: PathBuf,
    accept: bool,
    seen: BTreeSet<String>,
    differences: Vec<String>,
}

impl Kept {
    fn new(name: &str) -> Result<Self> {
        let kept =
            Self { folder: folder(name), accept: env::var_os("GALLERY_ACCEPT").is_some(), seen: BTreeSet::new(), differences: Vec::new() };
        if kept.accept {
            if kept.folder.exists() {
                fs::remove_dir_all(&kept.folder)?;
            }
            fs::create_dir_all(&kept.folder)?;
        }
        Ok(kept)
    }

    /// `judge` gets what is kept, and says what is different.
    fn hold(&mut self, name: String, now: &[u8], judge: impl FnOnce(&[u8]) -> Result<Option<String>>) -> Result {
        let path = self.folder.join(&name);
        if self.accept {
            fs::write(&path, now).with_context(|| format!("could not write {}", path.display()))?;
        } else {
            let difference = match fs::read(&path) {
                Ok(before) => judge(&before)?,
                Err(error) => Some(format!("there is no baseline: {error}")),
            };
            self.differences.extend(difference.map(|words| format!("{name}: {words}")));
        }
        self.seen.insert(name);
        Ok(())
    }

    fn judge(self) -> Result {
        let Self { folder, seen, differences, .. } = self;
        let kept: BTreeSet<_> =
            fs::read_dir(&folder)?.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned())).collect::<Result<_>>()?;
        assert_eq!(kept, seen, "a baseline of nothing guards nothing");
        let way = "if it is meant, `cargo xtask gallery --accept` takes it";
        assert!(differences.is_empty(), "{} difference(s); {way}:\n{}", differences.len(), differences.join("\n"));
        Ok(())
    }
}

#[tokio::test]
async fn a_screen_reader_finds_what_the_baseline_tells() -> Result {
    let page = Page::open().await?;
    let mut kept = Kept::new("trees")?;
    for state in MAIN {
        page.show(&Wanted::state(state)).await?;
        let now = tree::shown(&page).await?;
        kept.hold(format!("{state}.txt"), now.as_bytes(), |before| Ok(tree::difference(&String::from_utf8_lossy(before), &now)))?;
    }
    page.browser.close().await?;
    kept.judge()
}

#[tokio::test]
async fn the_eye_finds_what_the_baseline_shows() -> Result {
    let page = Page::open().await?;
    page.browser.resize(320, 900).await?;
    page.write_in_blocks().await?;
    let mut kept = Kept::new("pictures")?;
    for state in MAIN {
        // Dark differs in colours alone, which a few states show all of.
        for theme in if DARK.contains(&state) { &["light", "dark"][..] } else { &["light"] } {
            page.show(&Wanted { theme, ..Wanted::state(state) }).await?;
            let now = Picture::of(&page).await?;
            let name = format!("{state}-{theme}.png");
            kept.hold(name.clone(), &now.encoded()?, |before| {
                let share = now.difference(&Picture::decoded(before)?);
                if share <= TOLERATED {
                    return Ok(None);
                }
                let path = now.keep(&name)?;
                Ok(Some(format!("{:.1} % of it differs; it is now {}", share * 100.0, path.display())))
            })?;
        }
    }
    page.browser.close().await?;
    kept.judge()
}

#[tokio::test]
async fn a_small_change_is_a_difference_to_the_baselines() -> Result {
    let page = Page::open().await?;
    page.browser.resize(320, 900).await?;
    page.write_in_blocks().await?;
    for change in
        ["--topup-space: 9px", "--topup-accent: #6e0b4f", "--topup-radius-outer: 0; --topup-heading-size: 1.5em", "--topup-text: #000"]
    {
        page.show(&Wanted::state("review")).await?;
        let before = Picture::of(&page).await?;
        page.ask(&format!("root.host.style.cssText = '{change}'"), Vec::new()).await?;
        let share = before.difference(&Picture::of(&page).await?);
        assert!(share > TOLERATED, "{change}: only {:.2} % differs", share * 100.0);
    }
    page.show(&Wanted::state("review")).await?;
    let before = tree::shown(&page).await?;
    page.ask("root.querySelector('h2').setAttribute('aria-level', '4')", Vec::new()).await?;
    assert!(tree::difference(&before, &tree::shown(&page).await?).is_some());
    page.browser.close().await
}
