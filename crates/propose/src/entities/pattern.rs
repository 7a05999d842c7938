//! A small pattern language for the grammars, and the machine that runs it.
//!
//! Literals, `[classes]`, `(a|b)`, `?`, `*`, `+`, `{m,n}`, `<rule>` (the pattern of that name in
//! place), `<name=rule>` (the same, remembering where it matched), `\` before a special character.
//! Alternatives are tried in order with backtracking. Patterns are data of the program, not of a
//! person: a faulty one fails the unit test that compiles them all.

use std::collections::{BTreeMap, BTreeSet};

/// Steps after which an attempt counts as failed; real matches take far fewer.
const MAX_STEPS: usize = 4000;

#[derive(Clone, Debug)]
enum Node {
    Char(char),
    Class(Vec<(char, char)>, bool),
    Sequence(Vec<Node>),
    Choice(Vec<Node>),
    Repeat(Box<Node>, usize, usize),
    Capture(&'static str, Box<Node>),
}

#[derive(Clone, Debug)]
enum Inst {
    Char(char),
    Class(Box<[(char, char)]>, bool),
    Split(usize, usize),
    Jump(usize),
    Open(&'static str),
    Close,
    Match,
}

/// A named stretch of a match, in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Capture {
    /// The name in the pattern.
    pub name: &'static str,
    /// First character.
    pub start: usize,
    /// Behind the last character.
    pub end: usize,
}

/// A compiled pattern.
#[derive(Clone, Debug)]
pub struct Pattern {
    code: Vec<Inst>,
}

/// Patterns by name, for `<name>`.
pub type Definitions = BTreeMap<&'static str, &'static str>;

/// A pattern that cannot be compiled.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("bad pattern at character {at}: {problem}")]
pub struct PatternError {
    at: usize,
    problem: &'static str,
}

impl Pattern {
    /// Compiles a pattern.
    ///
    /// # Errors
    /// When the pattern is not well formed or names an unknown definition.
    pub fn compile(source: &'static str, definitions: &Definitions) -> Result<Self, PatternError> {
        let node = parse(source, definitions, 0)?;
        let mut code = Vec::new();
        emit(&node, &mut code);
        code.push(Inst::Match);
        Ok(Self { code })
    }

    /// For each of the first `depth` characters of a match, which ones are possible; none when nearly any is, or when a
    /// match can be shorter.
    pub fn first_chars(&self, depth: usize) -> Vec<Option<BTreeSet<char>>> {
        let mut out = vec![None; depth];
        let mut states = self.behind(vec![0]);
        for chars in &mut out {
            let mut possible = Some(BTreeSet::new());
            for &pc in &states {
                match &self.code[pc] {
                    Inst::Match => return out,
                    Inst::Char(c) => {
                        possible.iter_mut().for_each(|possible| {
                            possible.insert(*c);
                        });
                    }
                    Inst::Class(ranges, negated) => {
                        let size: u32 = ranges.iter().map(|&(a, b)| b as u32 - a as u32 + 1).sum();
                        possible = possible.filter(|_| !*negated && size <= 200);
                        if let Some(possible) = &mut possible {
                            possible.extend(ranges.iter().flat_map(|&(a, b)| a..=b));
                        }
                    }
                    // `behind` goes past these.
                    Inst::Split(..) | Inst::Jump(_) | Inst::Open(_) | Inst::Close => {}
                }
            }
            *chars = possible;
            states = self.behind(states.into_iter().map(|pc| pc + 1).collect());
        }
        out
    }

    /// Where the machine reads a character or ends, from these places on.
    fn behind(&self, mut todo: Vec<usize>) -> Vec<usize> {
        let mut seen = vec![false; self.code.len()];
        let mut out = Vec::new();
        while let Some(pc) = todo.pop() {
            if std::mem::replace(&mut seen[pc], true) {
                continue;
            }
            match &self.code[pc] {
                Inst::Char(_) | Inst::Class(..) | Inst::Match => out.push(pc),
                Inst::Split(a, b) => todo.extend([*a, *b]),
                Inst::Jump(a) => todo.push(*a),
                Inst::Open(_) | Inst::Close => todo.push(pc + 1),
            }
        }
        out
    }

    /// The first way to match `text` from `start`: where it ends, and its captures in the order in
    /// which they closed.
    pub fn match_at(&self, text: &[char], start: usize) -> Option<(usize, Vec<Capture>)> {
        let mut trail: Vec<(&'static str, usize)> = Vec::new();
        let mut stack = vec![(0, start, 0)];
        let mut steps = 0;
        while let Some((mut pc, mut at, kept)) = stack.pop() {
            trail.truncate(kept);
            loop {
                steps += 1;
                if steps > MAX_STEPS {
                    return None;
                }
                match &self.code[pc] {
                    Inst::Char(c) if text.get(at) == Some(c) => at += 1,
                    Inst::Class(ranges, negated)
                        if text
                            .get(at)
                            .is_some_and(|&c| ranges.iter().any(|&(a, b)| a <= c && c <= b) != *negated) =>
                    {
                        at += 1;
                    }
                    Inst::Char(_) | Inst::Class(..) => break,
                    Inst::Split(a, b) => {
                        stack.push((*b, at, trail.len()));
                        pc = *a;
                        continue;
                    }
                    Inst::Jump(a) => {
                        pc = *a;
                        continue;
                    }
                    Inst::Open(name) => trail.push((name, at)),
                    Inst::Close => trail.push(("", at)),
                    Inst::Match => return Some((at, captures(&trail))),
                }
                pc += 1;
            }
        }
        None
    }
}

fn captures(trail: &[(&'static str, usize)]) -> Vec<Capture> {
    let mut open = Vec::new();
    let mut out = Vec::new();
    for &(name, at) in trail {
        if !name.is_empty() {
            open.push((name, at));
        } else if let Some((name, start)) = open.pop() {
            out.push(Capture { name, start, end: at });
        }
    }
    out
}

fn emit(node: &Node, code: &mut Vec<Inst>) {
    match node {
        Node::Char(c) => code.push(Inst::Char(*c)),
        Node::Class(ranges, negated) => code.push(Inst::Class(ranges.clone().into(), *negated)),
        Node::Sequence(nodes) => nodes.iter().for_each(|n| emit(n, code)),
        Node::Choice(nodes) => {
            let mut ends = Vec::new();
            for (i, n) in nodes.iter().enumerate() {
                if i + 1 == nodes.len() {
                    emit(n, code);
                    break;
                }
                let split = code.len();
                code.push(Inst::Split(split + 1, 0));
                emit(n, code);
                ends.push(code.len());
                code.push(Inst::Jump(0));
                let next = code.len();
                code[split] = Inst::Split(split + 1, next);
            }
            let end = code.len();
            for at in ends {
                code[at] = Inst::Jump(end);
            }
        }
        Node::Repeat(inner, min, max) => {
            for _ in 0..*min {
                emit(inner, code);
            }
            if *max == usize::MAX {
                let split = code.len();
                code.push(Inst::Split(split + 1, 0));
                emit(inner, code);
                code.push(Inst::Jump(split));
                let end = code.len();
                code[split] = Inst::Split(split + 1, end);
            } else {
                let mut splits = Vec::new();
                for _ in *min..*max {
                    splits.push(code.len());
                    code.push(Inst::Split(0, 0));
                    emit(inner, code);
                }
                let end = code.len();
                for at in splits {
                    code[at] = Inst::Split(at + 1, end);
                }
            }
        }
        Node::Capture(name, inner) => {
            code.push(Inst::Open(name));
            emit(inner, code);
            code.push(Inst::Close);
        }
    }
}

struct Parser<'a> {
    source: &'static str,
    at: usize,
    definitions: &'a Definitions,
    depth: usize,
}

fn parse(source: &'static str, definitions: &Definitions, depth: usize) -> Result<Node, PatternError> {
    let mut parser = Parser { source, at: 0, definitions, depth };
    if depth > 20 {
        return Err(parser.error("definitions nest too deeply"));
    }
    let node = parser.choice()?;
    if parser.at < source.len() { Err(parser.error("unexpected closing bracket")) } else { Ok(node) }
}

impl Parser<'_> {
    fn error(&self, problem: &'static str) -> PatternError {
        PatternError { at: self.source[..self.at].chars().count(), problem }
    }

    fn peek(&self) -> Option<char> {
        self.source[self.at..].chars().next()
    }

    fn next(&mut self) -> Result<char, PatternError> {
        let c = self.peek().ok_or_else(|| self.error("ends too early"))?;
        self.at += c.len_utf8();
        Ok(c)
    }

    fn until(&mut self, end: char) -> Result<&'static str, PatternError> {
        let rest = &self.source[self.at..];
        let len = rest.find(end).ok_or_else(|| self.error("bracket is not closed"))?;
        self.at += len + end.len_utf8();
        Ok(&rest[..len])
    }

    /// The character after a backslash; `u` takes four hexadecimal digits.
    fn escape(&mut self) -> Result<char, PatternError> {
        match self.next()? {
            'u' => {
                let hex =
                    self.source.get(self.at..self.at + 4).ok_or_else(|| self.error("ends too early"))?;
                self.at += 4;
                u32::from_str_radix(hex, 16)
                    .ok()
                    .and_then(char::from_u32)
                    .ok_or_else(|| self.error("not a code point"))
            }
            'n' => Ok('\n'),
            c => Ok(c),
        }
    }

    fn choice(&mut self) -> Result<Node, PatternError> {
        let mut options = vec![self.sequence()?];
        while self.peek() == Some('|') {
            self.at += 1;
            options.push(self.sequence()?);
        }
        Ok(if options.len() == 1 { options.remove(0) } else { Node::Choice(options) })
    }

    fn sequence(&mut self) -> Result<Node, PatternError> {
        let mut nodes = Vec::new();
        while let Some(c) = self.peek() {
            if c == '|' || c == ')' {
                break;
            }
            let atom = self.atom()?;
            nodes.push(self.repeated(atom)?);
        }
        Ok(Node::Sequence(nodes))
    }

    fn repeated(&mut self, atom: Node) -> Result<Node, PatternError> {
        let (min, max) = match self.peek() {
            Some('?') => (0, 1),
            Some('*') => (0, usize::MAX),
            Some('+') => (1, usize::MAX),
            Some('{') => {
                self.at += 1;
                let body = self.until('}')?;
                let (min, max) = body.split_once(',').unwrap_or((body, body));
                let number = |s: &str| s.parse().map_err(|_| self.error("bad count"));
                return Ok(Node::Repeat(Box::new(atom), number(min)?, number(max)?));
            }
            _ => return Ok(atom),
        };
        self.at += 1;
        Ok(Node::Repeat(Box::new(atom), min, max))
    }

    fn atom(&mut self) -> Result<Node, PatternError> {
        match self.next()? {
            '(' => {
                let node = self.choice()?;
                if self.next()? != ')' {
                    return Err(self.error("bracket is not closed"));
                }
                Ok(node)
            }
            '[' => {
                let negated = self.peek() == Some('^');
                if negated {
                    self.at += 1;
                }
                let mut ranges: Vec<(char, char)> = Vec::new();
                let mut open = false;
                loop {
                    let (c, literal) = match self.next()? {
                        ']' => break,
                        '\\' => (self.escape()?, true),
                        c => (c, false),
                    };
                    if open {
                        let last = ranges.last_mut().ok_or_else(|| self.error("bad class"))?;
                        last.1 = c;
                        open = false;
                        if last.0 > last.1 {
                            return Err(self.error("class range is backwards"));
                        }
                    } else if c == '-' && !literal && !ranges.is_empty() && self.peek() != Some(']') {
                        open = true;
                    } else {
                        ranges.push((c, c));
                    }
                }
                Ok(Node::Class(ranges, negated))
            }
            '<' => {
                let body = self.until('>')?;
                let (capture, name) = match body.split_once('=') {
                    Some((capture, name)) => (Some(capture), name),
                    None => (None, body),
                };
                let source = *self.definitions.get(name).ok_or_else(|| self.error("unknown definition"))?;
                let node = parse(source, self.definitions, self.depth + 1)?;
                Ok(match capture {
                    Some(capture) => Node::Capture(capture, Box::new(node)),
                    None => node,
                })
            }
            '\\' => Ok(Node::Char(self.escape()?)),
            c => Ok(Node::Char(c)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ends(pattern: &'static str, text: &str) -> Option<usize> {
        let definitions = Definitions::from([("d", "[0-9]"), ("n", "<d>+")]);
        let text: Vec<char> = text.chars().collect();
        Pattern::compile(pattern, &definitions).unwrap().match_at(&text, 0).map(|(end, _)| end)
    }

    #[test]
    fn matches() {
        assert_eq!(ends("<n>月(<n>日)?", "12月3日"), Some(5));
        assert_eq!(ends("<n>月(<n>日)?", "12月3号"), Some(3));
        assert_eq!(ends("(a|ab)c", "abc"), Some(3));
        assert_eq!(ends("[^a-c]{2,3}x", "ddddx"), None);
        assert_eq!(ends("[^a-c]{2,3}x", "dddx"), Some(4));
        assert_eq!(ends("a*a*a*a*a*b", &"a".repeat(500)), None);
    }

    #[test]
    fn captures_in_order() {
        let definitions = Definitions::from([("d", "[0-9]+")]);
        let text: Vec<char> = "1至22".chars().collect();
        let (_, found) = Pattern::compile("<a=d>至<b=d>", &definitions).unwrap().match_at(&text, 0).unwrap();
        assert_eq!(found, [Capture { name: "a", start: 0, end: 1 }, Capture { name: "b", start: 2, end: 4 }]);
    }

    #[test]
    fn bad_patterns_are_errors() {
        for bad in ["(a", "[a", "<x>", "a{x}", "a)"] {
            assert!(Pattern::compile(bad, &Definitions::new()).is_err(), "{bad}");
        }
    }
}
