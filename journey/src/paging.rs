//! Long lists, a page at a time: what is on screen does not grow with the list.

use crate::{State, Step};

/// As many as are shown at once.
pub const AT_ONCE: usize = 24;

/// Which part of a list is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// Its number, from 0.
    pub number: usize,
    /// How many stand before it.
    pub start: usize,
    /// How many stand before the next one.
    pub end: usize,
    /// How many there are in all.
    pub total: usize,
}

/// The wanted page of a list that long, or its last where it has become shorter; without a wish the one with what is selected.
pub fn page(total: usize, wanted: Option<usize>, selected: Option<usize>) -> Page {
    let last = total.saturating_sub(1) / AT_ONCE;
    let number = wanted.or(selected.map(|place| place / AT_ONCE)).unwrap_or(0).min(last);
    let start = number * AT_ONCE;
    Page { number, start, end: total.min(start + AT_ONCE), total }
}

impl Page {
    /// What of the list is on it.
    pub fn of<T>(self, list: &[T]) -> &[T] {
        list.get(self.start..self.end).unwrap_or_default()
    }

    /// The number of the page before.
    pub const fn previous(self) -> Option<usize> {
        self.number.checked_sub(1)
    }

    /// The number of the page after.
    pub const fn next(self) -> Option<usize> {
        if self.end < self.total { Some(self.number + 1) } else { None }
    }
}

/// Another page of the list that is shown. What is selected stays so, and is seen again on its own page.
pub(crate) fn turn_to(state: &mut State, number: usize) {
    match &mut state.step {
        Step::ChooseSim(choose) => choose.page = Some(number),
        Step::ChoosePackage(choose) => choose.page = Some(number),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_shown_a_page_at_a_time() {
        for (total, wanted, selected, number, start, end) in [
            (0, None, None, 0, 0, 0),
            (1, None, None, 0, 0, 1),
            (24, Some(1), None, 0, 0, 24),
            (25, None, None, 0, 0, 24),
            (25, Some(1), None, 1, 24, 25),
            (25, Some(9), None, 1, 24, 25),
            (10_000, None, Some(9_999), 416, 9_984, 10_000),
            (10_000, None, Some(24), 1, 24, 48),
            (10_000, Some(0), Some(24), 0, 0, 24),
        ] {
            assert_eq!(page(total, wanted, selected), Page { number, start, end, total }, "{total} {wanted:?} {selected:?}");
        }
    }

    #[test]
    fn the_pages_hold_everything_once() {
        let list: Vec<usize> = (0..100).collect();
        let (mut seen, mut at) = (Vec::new(), Some(0));
        while let Some(number) = at {
            let page = page(list.len(), Some(number), None);
            assert_eq!(page.previous(), number.checked_sub(1));
            seen.extend_from_slice(page.of(&list));
            at = page.next();
        }
        assert_eq!(seen, list);
        assert!(page(9, None, None).of::<u8>(&[]).is_empty(), "a list that is not the one that was counted");
    }
}
