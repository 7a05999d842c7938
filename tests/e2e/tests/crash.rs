//! The browser is killed while a person works: the short form of `cargo xtask crash`.

use jianbao_e2e::crash;

#[test]
fn what_was_said_to_be_kept_is_there_after_a_kill() {
    let report = crash::run(4, 20_261_125, |_, _| ());
    assert_eq!((report.runs, report.lost, report.damaged), (4, 0, 0), "{report:?}");
    assert!(report.kept > 0 && report.compared > 0, "nothing was put to the test: {report:?}");
}
