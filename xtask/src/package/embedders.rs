//! The pages of `embed/apps`, each with the package installed as a shop would have it, and built by the bundlers that it is made for.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use super::yew_page;
use crate::build::copy_folder;
use crate::need::node::Node;
use crate::need::npm;
use crate::place::Place;
use crate::step::{run, step};

/// Every app, and the pages that its bundlers make of it to be opened: the others are only compiled.
const APPS: [(&str, &[Bundler]); 5] = [
    ("plain", &[]),
    ("react18", &[Bundler::Vite("react18")]),
    ("react19", &[Bundler::Vite("react19")]),
    ("vue", &[Bundler::Vite("vue")]),
    ("bundled", &[Bundler::Webpack, Bundler::Parcel]),
];

/// What makes one folder of a page and its packages. Vite's is named for its app.
#[derive(Clone, Copy)]
enum Bundler {
    Vite(&'static str),
    Webpack,
    Parcel,
}

impl Bundler {
    /// Builds the app in the current folder into one of `pages`.
    fn build(self, node: &Node, embed: &Path, app: &Path, pages: &Path) -> Result<()> {
        let program = |name: &str| {
            let mut command = Command::new(&node.node);
            command.arg(embed.join("node_modules").join(name)).current_dir(app);
            command
        };
        match self {
            Self::Vite(name) => {
                let mut vite = program("vite/bin/vite.js");
                vite.args(["build", "--emptyOutDir", "--logLevel", "warn", "--outDir"]);
                run(vite.arg(pages.join(name)))
            }
            Self::Webpack => run(Command::new(&node.node).arg("webpack.js").arg(pages.join("webpack")).current_dir(app)),
            Self::Parcel => {
                let folder = pages.join("parcel");
                if folder.exists() {
                    fs::remove_dir_all(&folder).with_context(|| format!("could not empty {}", folder.display()))?;
                }
                let mut parcel = program("parcel/lib/bin.js");
                parcel.args(["build", "src/index.html", "--no-cache", "--no-source-maps", "--log-level", "warn", "--public-url", "./"]);
                // Otherwise it leaves a folder in the repository.
                parcel.arg("--cache-dir").arg(pages.with_file_name("scratch").join("parcel"));
                run(parcel.arg("--dist-dir").arg(folder))
            }
        }
    }
}

/// Installs what the pages need, and the package that was just made into each of them; then builds them into `pages` beside it.
pub(crate) fn prepare(place: &Place, node: &Node) -> Result<()> {
    let (embed, package) = (place.root().join("embed"), place.package());
    npm::packages(node, &embed)?;
    step("the pages", "built by Vite, webpack and Parcel from the package, for a browser to open", || {
        for (app, bundlers) in APPS {
            let folder = embed.join("apps").join(app);
            let installed = folder.join("node_modules/esim-topup");
            if installed.exists() {
                fs::remove_dir_all(&installed).with_context(|| format!("could not empty {}", installed.display()))?;
            }
            copy_folder(&package.join("npm"), &installed)?;
            for bundler in bundlers {
                bundler.build(node, &embed, &folder, &package.join("pages"))?;
            }
        }
        Ok(())
    })?;
    yew_page::build(place, &package.join("pages"))
}
