//! The packages as a browser meets them: pages built with React and Vue and by webpack and Parcel, one that is a Yew application itself, a script tag, and files that were changed on the way.

mod engines;
mod frameworks;
mod shelf;
mod tampered;
mod yew_page;
