//! Mounts the app on the page.

fn main() {
    yew::Renderer::<jianbao::App>::new().render();
}
