//! Where things are: the repository, and what is built beside it.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::step::answer;

/// The two folders that every command works with.
pub(crate) struct Place {
    root: PathBuf,
    target: PathBuf,
}

impl Place {
    /// The repository of the xtask that cargo is running, asked for at run time so that a copied binary follows its checkout.
    pub(crate) fn find() -> Result<Self> {
        let package = env::var_os("CARGO_MANIFEST_DIR").context("start this as `cargo xtask`")?;
        let root = Path::new(&package).parent().context("the xtask package must be inside the repository")?.to_owned();
        let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| "target".into(), PathBuf::from);
        let target = root.join(target);
        Ok(Self { root, target })
    }

    /// The root of the repository.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// Where natively built programs of the development profile are: the BFF, the sandbox, wasm-bindgen.
    pub(crate) fn programs(&self) -> PathBuf {
        self.target.join("debug")
    }

    /// The widget as cargo leaves it, before wasm-bindgen.
    pub(crate) fn wasm(&self) -> PathBuf {
        self.target.join("wasm32-unknown-unknown/widget/esim-topup.wasm")
    }

    /// The built site: what a storefront serves.
    pub(crate) fn site(&self) -> PathBuf {
        self.target.join("site")
    }

    /// The packages that the tests look at, and what is needed while they are made.
    pub(crate) fn package(&self) -> PathBuf {
        self.target.join("package")
    }

    /// Tools that a command installed for itself, with their `bin` folder.
    pub(crate) fn tools(&self) -> PathBuf {
        self.target.join("tools")
    }

    /// The module of an example, such as the gallery, as cargo leaves it.
    pub(crate) fn example_wasm(&self, name: &str) -> PathBuf {
        self.target.join("wasm32-unknown-unknown/debug/examples").join(name).with_extension("wasm")
    }

    /// The built gallery, for people and for tests.
    pub(crate) fn gallery(&self) -> PathBuf {
        self.root.join("dist").join("gallery")
    }

    /// Journal, keys and logs of the running demo.
    pub(crate) fn demo(&self) -> PathBuf {
        self.target.join("demo")
    }

    /// Cargo, the one that started us, at the root of the repository.
    pub(crate) fn cargo(&self) -> Command {
        let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        cargo.current_dir(&self.root);
        cargo
    }

    /// Cargo for the native crates, always all of them: a part of them has other features of shared dependencies, and cargo would
    /// compile serde, tokio and everything above them once more for each part. The other arguments narrow what is built.
    pub(crate) fn native(&self, verb: &str) -> Command {
        let mut cargo = self.cargo();
        cargo.args([verb, "--workspace", "--exclude", "esim-topup"]);
        cargo
    }

    /// Flags for the wasm that ships: where cargo and rustc keep their sources on this machine must not stand in it, so that it is the
    /// same everywhere. `more` flags follow. The separator allows spaces in paths.
    pub(crate) fn portable(&self, more: &[&str]) -> (&'static str, String) {
        let crates = env::var_os("CARGO_HOME")
            .map(PathBuf::from)
            .or_else(|| env::var_os("HOME").map(|home| Path::new(&home).join(".cargo")))
            .map(|home| home.join("registry").join("src"));
        let sysroot = answer(Command::new("rustc").args(["--print", "sysroot"]).current_dir(&self.root));
        let std = sysroot.map(|sysroot| Path::new(&sysroot).join("lib/rustlib/src/rust"));
        let flags = crates.into_iter().chain(std).map(|folder| format!("--remap-path-prefix={}=", folder.display()));
        let flags = flags.chain(more.iter().map(ToString::to_string));
        ("CARGO_ENCODED_RUSTFLAGS", flags.collect::<Vec<_>>().join("\u{1f}"))
    }

    /// Cargo for the widget, on the target that it ships for.
    pub(crate) fn widget(&self, verb: &str) -> Command {
        let mut cargo = self.cargo();
        cargo.args([verb, "--package", "esim-topup", "--target", "wasm32-unknown-unknown"]);
        cargo
    }
}
