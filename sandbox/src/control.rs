//! The control API: tests and demo only.
