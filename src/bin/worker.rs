//! The web worker.

fn main() {
    jianbao::worker::run();
}
