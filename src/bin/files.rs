//! The web worker that reads and writes files.

fn main() {
    jianbao::worker::run_files();
}
