//! Helpers for JSON objects of which some keys are known and the others must survive.

use std::sync::Arc;

use jianbao_core::annotation::Extra;
use serde_json::{Map, Value};

use crate::diagnostic::Sink;

/// The key under which values are kept that a known key had and that cannot be understood.
const UNREAD: &str = "unread";

/// The fields of an object while it is read. What nobody takes is kept.
pub(crate) struct Fields {
    map: Map<String, Value>,
    unread: Map<String, Value>,
    /// Where the object is in the file.
    pub(crate) path: String,
}

impl Fields {
    pub(crate) fn new(map: Map<String, Value>, path: String) -> Self {
        Self { map, unread: Map::new(), path }
    }

    /// From a value; gives it back when it is no object.
    pub(crate) fn of(value: Value, path: String) -> Result<Self, Value> {
        match value {
            Value::Object(map) => Ok(Self::new(map, path)),
            other => Err(other),
        }
    }

    /// The value of a key; null counts as absent.
    pub(crate) fn take(&mut self, key: &str) -> Option<Value> {
        self.map.shift_remove(key).filter(|value| !value.is_null())
    }

    /// Whether the key is there, also with null.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.map.contains_key(key)
    }

    /// Keeps a value that cannot be understood, and says so.
    pub(crate) fn set_aside(&mut self, key: &str, value: Value, expected: &str, sink: &mut Sink) {
        let path = format!("{}.{key}", self.path);
        sink.warn("not-understood", &path, format!("{expected} expected; the value is kept aside"));
        self.keep(key, value);
    }

    /// Keeps a value without a word.
    pub(crate) fn keep(&mut self, key: &str, value: Value) {
        self.unread.insert(key.to_owned(), value);
    }

    pub(crate) fn string(&mut self, key: &str, sink: &mut Sink) -> Option<String> {
        match self.take(key)? {
            Value::String(text) => Some(text),
            other => {
                self.set_aside(key, other, "a string", sink);
                None
            }
        }
    }

    pub(crate) fn bool(&mut self, key: &str, sink: &mut Sink) -> Option<bool> {
        match self.take(key)? {
            Value::Bool(flag) => Some(flag),
            other => {
                self.set_aside(key, other, "true or false", sink);
                None
            }
        }
    }

    pub(crate) fn array(&mut self, key: &str, sink: &mut Sink) -> Option<Vec<Value>> {
        match self.take(key)? {
            Value::Array(items) => Some(items),
            other => {
                self.set_aside(key, other, "a list", sink);
                None
            }
        }
    }

    pub(crate) fn object(&mut self, key: &str, sink: &mut Sink) -> Option<Self> {
        let path = format!("{}.{key}", self.path);
        match Self::of(self.take(key)?, path) {
            Ok(fields) => Some(fields),
            Err(other) => {
                self.set_aside(key, other, "an object", sink);
                None
            }
        }
    }

    /// Keeps what an inner object had that nobody took, under its key.
    pub(crate) fn put_back(&mut self, key: &str, inner: Self) {
        let rest = inner.rest();
        if !rest.is_empty() {
            self.map.insert(key.to_owned(), Value::Object(rest));
        }
    }

    /// Keeps a value under its key although it was taken.
    pub(crate) fn restore(&mut self, key: &str, value: Value) {
        self.map.insert(key.to_owned(), value);
    }

    /// A copy of the fields that nobody took yet.
    pub(crate) fn copy(&self) -> Value {
        Value::Object(self.map.clone())
    }

    /// Everything that nobody took.
    pub(crate) fn rest(mut self) -> Map<String, Value> {
        if !self.unread.is_empty() {
            merge(&mut self.unread, self.map.shift_remove(UNREAD));
            self.map.insert(UNREAD.to_owned(), Value::Object(self.unread));
        }
        self.map
    }

    /// Everything that nobody took, as the model keeps it.
    pub(crate) fn extra(self) -> Extra {
        to_extra(self.rest())
    }
}

/// The text of an object, none for an empty one.
pub(crate) fn to_extra(map: Map<String, Value>) -> Extra {
    (!map.is_empty()).then(|| Arc::from(Value::Object(map).to_string()))
}

/// The object that the model keeps as text; an empty one for none.
pub(crate) fn from_extra(extra: &Extra) -> Map<String, Value> {
    let parsed = extra.as_deref().and_then(|text| serde_json::from_str(text).ok());
    if let Some(Value::Object(map)) = parsed { map } else { Map::new() }
}

/// Adds what `into` does not have, also inside objects that both have.
pub(crate) fn merge(into: &mut Map<String, Value>, from: Option<Value>) {
    let Some(Value::Object(from)) = from else { return };
    for (key, value) in from {
        match into.get_mut(&key) {
            None => {
                into.insert(key, value);
            }
            Some(Value::Object(inner)) => merge(inner, Some(value)),
            Some(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_nobody_takes_is_kept_in_order() {
        let Value::Object(map) = json!({"z": 1, "name": 7, "y": null, "x": {"k": 2}}) else { unreachable!() };
        let mut sink = Sink::default();
        let mut fields = Fields::new(map, "top".to_owned());
        assert_eq!(fields.string("name", &mut sink), None);
        assert_eq!(fields.extra().as_deref(), Some(r#"{"z":1,"y":null,"x":{"k":2},"unread":{"name":7}}"#));
        assert_eq!(sink.finish()[0].path, "top.name");
    }

    #[test]
    fn merging_keeps_what_is_there() {
        let Value::Object(mut into) = json!({"a": 1, "o": {"k": 1}}) else { unreachable!() };
        merge(&mut into, Some(json!({"a": 2, "b": 3, "o": {"k": 2, "l": 4}})));
        assert_eq!(Value::Object(into), json!({"a": 1, "o": {"k": 1, "l": 4}, "b": 3}));
    }
}
