//! Where the focus goes when the step changes: to the new heading, unless the customer is busy elsewhere on the page.

use web_sys::wasm_bindgen::JsCast;
use web_sys::{Document, HtmlElement, ShadowRoot};
use yew::prelude::NodeRef;

/// Moves the focus to the heading, where it is ours to move.
pub fn focus(heading: &NodeRef) {
    if let Some(element) = heading.cast::<HtmlElement>()
        && may_take(&element)
    {
        // A heading that cannot be focused leaves the focus where it is: nothing is lost.
        let _focused = element.focus().is_ok();
    }
}

/// The focus is ours to move when it is inside the widget, or nowhere: the pressed button has just been removed.
fn may_take(element: &HtmlElement) -> bool {
    let root = element.get_root_node();
    let inside = root.dyn_ref::<ShadowRoot>().is_some_and(|shadow| shadow.active_element().is_some());
    inside || element.owner_document().is_some_and(|document| nowhere(&document))
}

fn nowhere(document: &Document) -> bool {
    document.active_element().is_none_or(|active| active.tag_name().eq_ignore_ascii_case("body"))
}
