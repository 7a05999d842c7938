//! What the tests of formats share.

#![allow(dead_code, reason = "each test file uses some of it")]

use jianbao_core::testing::{AnyCommand, Harness, commands, texts};
use jianbao_core::{Document, DocumentInfo, LabelSet, Project};
use proptest::prelude::*;

/// What the schema says against a file; empty when it is valid.
pub fn schema_errors(file: &str) -> Vec<String> {
    let schema = include_str!("../../../../docs/labelled-json.schema.json");
    let schema = serde_json::from_str(schema).expect("the schema is JSON");
    let validator = jsonschema::draft202012::new(&schema).expect("the schema is a schema");
    let file = serde_json::from_str(file).expect("the file is JSON");
    validator.iter_errors(&file).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

/// A project of a raw text, with its plain blocks, after some commands.
pub fn project_of(raw: &str, commands: &[AnyCommand]) -> Harness {
    let (document, ingest) = Document::ingest(raw).expect("a short text");
    let info = DocumentInfo { id: "d1".into(), name: "页.txt".into(), ingest, ..DocumentInfo::default() };
    let project = Project::new(document, info, LabelSet::newspaper());
    let mut harness = Harness::with_plain_blocks(project);
    for (i, command) in commands.iter().enumerate() {
        if i % 5 == 4 {
            harness.undo();
        } else if let Some(command) = command.for_project(&harness.project) {
            let _many_are_refused = harness.run(&command);
        }
    }
    harness
}

/// Random projects.
pub fn projects() -> impl Strategy<Value = Project> {
    (texts(), prop::collection::vec(commands(), 0..40))
        .prop_map(|(raw, commands)| project_of(&raw, &commands).project)
}
