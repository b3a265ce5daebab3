//! The script tag in the engines beside Chromium: it starts under the strictest policy, and a changed file is refused.

use anyhow::Result;
use e2e::Engine;

use crate::tampered;

macro_rules! in_engine {
    ($name:ident, $engine:expr) => {
        mod $name {
            use super::*;

            #[tokio::test]
            async fn a_script_tag_starts_the_widget_under_the_strictest_policy() -> Result<()> {
                tampered::starts($engine).await
            }

            #[tokio::test]
            async fn a_file_with_one_byte_more_is_refused_and_the_customer_and_the_page_are_told() -> Result<()> {
                tampered::refuses_what_was_changed($engine).await
            }
        }
    };
}

in_engine!(firefox, Engine::Firefox);
in_engine!(webkit, Engine::WebKit);
