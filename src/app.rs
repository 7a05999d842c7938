//! The root component.

use yew::prelude::*;

/// The root component: owns all state.
pub struct App;

impl Component for App {
    type Message = ();
    type Properties = ();

    fn create(_ctx: &Context<Self>) -> Self {
        Self
    }

    fn view(&self, _ctx: &Context<Self>) -> Html {
        html! { <main><h1>{ "剪报 jianbao" }</h1></main> }
    }
}
