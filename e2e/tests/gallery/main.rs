//! What machines can find in every state of the widget, on the gallery's page: no BFF, one state at a time.
#![expect(clippy::indexing_slicing, reason = "what a browser's JSON lacks is null, and pictures are cut by their own width")]

mod axe;
mod baseline;
mod contrast;
mod page;
mod picture;
mod room;
mod theme;
mod tree;

/// What cannot be told from the page is told from here: why a test stopped.
type Result<T = ()> = anyhow::Result<T>;
