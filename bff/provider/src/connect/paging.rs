//! Connect's pages, whose own words about how many there are contradict each other.

use crate::json::{self, Part, Scalar};
use serde::Deserialize;
use std::collections::HashSet;

/// Items asked for per page.
pub(super) const PAGE_SIZE: usize = 100;
/// More pages than any list of ours has; beyond, the list counts as unreadable.
pub(super) const PAGES: u32 = 100;

#[derive(Deserialize)]
struct Body {
    #[serde(rename = "_metadata", default)]
    metadata: Part<Metadata>,
}

#[derive(Clone, Debug, Default, Deserialize)]
struct Metadata {
    #[serde(default)]
    page_count: Scalar,
    #[serde(default)]
    links: Part<Links>,
    #[serde(rename = "_links", default)]
    other_links: Part<Links>,
}

#[derive(Clone, Debug, Deserialize)]
struct Links {
    #[serde(rename = "_next", default)]
    next: Scalar,
}

/// Decides whether there is another page to ask for. Links are not followed: they are relative in some samples and name the
/// wrong page in others.
#[derive(Debug, Default)]
pub(super) struct Pages {
    seen: HashSet<String>,
    asked: u32,
}

impl Pages {
    /// Takes note of a page, its body and its items' ids, and says whether to ask for the next one: while the answer does not
    /// say that it is the last, until a page is empty or brings nothing new.
    pub(super) fn more<'id>(&mut self, body: &str, ids: impl IntoIterator<Item = &'id str>) -> bool {
        self.asked += 1;
        let before = self.seen.len();
        self.seen.extend(ids.into_iter().map(ToOwned::to_owned));
        if self.seen.len() == before {
            return false;
        }
        let metadata = json::object::<Body>(body).ok().and_then(|body| body.metadata.get().cloned()).unwrap_or_default();
        let next = [&metadata.links, &metadata.other_links].into_iter().filter_map(Part::get).any(|links| links.next.word().is_some());
        // A sample with `page_count: 1` still has `_next`; asking once too often is cheaper than missing a subscription.
        next || metadata.page_count.count().is_none_or(|count| self.asked < count)
    }

    /// The number of the next page, or none when there have been too many.
    pub(super) fn next(&self) -> Option<u32> {
        (self.asked < PAGES).then_some(self.asked + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_page_is_recognised_whatever_the_metadata_say() {
        for (pages, asked) in [
            (vec![(r#"{"_metadata": {"page": 1, "page_count": 1, "links": {"_self": "x"}}}"#, vec!["a"])], 1),
            (vec![(r#"{"_metadata": {"page_count": "2"}}"#, vec!["a"]), (r#"{"_metadata": {"page_count": "2"}}"#, vec!["b"])], 2),
            (vec![(r#"{"_metadata": {"page_count": 1, "links": {"_next": "/v2?page=2"}}}"#, vec!["a"]), ("{}", vec![])], 2),
            (vec![(r#"{"_metadata": {"page_count": 1, "_links": {"_next": "/v2?page=2"}}}"#, vec!["a"]), ("{}", vec!["a"])], 2),
            (vec![("{}", vec!["a"]), ("{}", vec!["b"]), ("{}", vec![])], 3),
            (vec![("[]", vec![])], 1),
        ] {
            let mut state = Pages::default();
            let stopped = pages.iter().position(|(body, ids)| !state.more(body, ids.iter().copied()));
            assert_eq!(stopped.map(|index| index + 1), Some(asked), "{pages:?}");
        }
    }

    #[test]
    fn an_endless_list_ends() {
        let mut state = Pages::default();
        let mut number = 0;
        while let Some(next) = state.next() {
            number = next;
            let id = next.to_string();
            assert!(state.more(r#"{"_metadata": {"page_count": 9999}}"#, [id.as_str()]));
        }
        assert_eq!(number, PAGES);
    }
}
