//! The pages of `embed/apps`, each with the package installed as a shop would have it, and built by Vite.

use std::fs;
use std::process::Command;

use anyhow::{Context, Result};

use crate::build::copy_folder;
use crate::need::node::Node;
use crate::need::npm;
use crate::place::Place;
use crate::step::{run, step};

/// Every page, and whether it is built to be opened: the others are only compiled.
const APPS: [(&str, bool); 4] = [("plain", false), ("react18", true), ("react19", true), ("vue", true)];

/// Installs what the pages need, and the package that was just made into each of them; then builds them into `pages` beside it.
pub(crate) fn prepare(place: &Place, node: &Node) -> Result<()> {
    let (embed, package) = (place.root().join("embed"), place.package());
    npm::packages(node, &embed)?;
    step("the pages", "built by Vite from the package, for a browser to open", || {
        for (app, is_opened) in APPS {
            let folder = embed.join("apps").join(app);
            let installed = folder.join("node_modules/esim-topup");
            if installed.exists() {
                fs::remove_dir_all(&installed).with_context(|| format!("could not empty {}", installed.display()))?;
            }
            copy_folder(&package.join("npm"), &installed)?;
            if is_opened {
                let mut vite = Command::new(&node.node);
                vite.arg(embed.join("node_modules/vite/bin/vite.js")).args(["build", "--emptyOutDir", "--logLevel", "warn", "--outDir"]);
                run(vite.arg(package.join("pages").join(app)).current_dir(folder))?;
            }
        }
        Ok(())
    })
}
