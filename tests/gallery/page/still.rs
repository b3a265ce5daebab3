//! A component that shows one state for good.

use esim_topup::text::{Texts, Words};
use esim_topup::view::{Act, Copied, Scene, root};
use journey::State;
use std::rc::Rc;
use yew::prelude::*;

/// The component.
pub(crate) struct Still;

/// What it shows, and how.
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct StillProps {
    pub(crate) state: Rc<State>,
    pub(crate) send: Callback<Act>,
    pub(crate) copied: Option<Copied>,
    pub(crate) tag: AttrValue,
    pub(crate) texts: Texts,
}

impl Component for Still {
    type Message = ();
    type Properties = StillProps;

    fn create(_: &Context<Self>) -> Self {
        Self
    }

    fn view(&self, context: &Context<Self>) -> Html {
        let StillProps { state, send, copied, tag, texts } = context.props();
        let (words, heading) = (Words::new(tag, *texts), NodeRef::default());
        root(&Scene { state, words: &words, send, heading: &heading, copied: copied.as_ref() })
    }
}
