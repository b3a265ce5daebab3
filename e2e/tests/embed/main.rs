//! The packages as a browser meets them: pages built with React and Vue, a script tag, and files that were changed on the way.

mod engines;
mod frameworks;
mod shelf;
mod tampered;
