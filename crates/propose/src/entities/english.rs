//! Rules for English, also inside Chinese text: names by titles, given names, endings and well-known places; dates and
//! amounts in words.
//!
//! They read capital letters and a few short lists, so they are less sure than anything else, and say so.

use super::candidate::{Candidate, Source};
use crate::NormalValue;

/// Before the name of a person; not a part of it.
const TITLES: &[&str] = &[
    "Mr",
    "Mrs",
    "Ms",
    "Miss",
    "Dr",
    "Prof",
    "Professor",
    "President",
    "Minister",
    "Mayor",
    "Judge",
    "Captain",
    "Colonel",
    "General",
    "Sergeant",
    "Sir",
    "Lord",
    "Lady",
    "Chancellor",
    "Governor",
    "Senator",
    "Director",
    "Chairman",
    "Chairwoman",
    "Secretary",
    "Inspector",
    "Detective",
    "Officer",
    "Reporter",
    "Coach",
    "Ambassador",
    "Engineer",
    "Doctor",
    "Reverend",
    "Father",
    "Sister",
];

/// Common given names.
const GIVEN: &[&str] = &[
    "Adam",
    "Alan",
    "Alex",
    "Alice",
    "Amy",
    "Andrew",
    "Anna",
    "Anne",
    "Anthony",
    "Barbara",
    "Ben",
    "Brian",
    "Carl",
    "Carol",
    "Caroline",
    "Charles",
    "Charlotte",
    "Chris",
    "Christine",
    "Claire",
    "Daniel",
    "David",
    "Deborah",
    "Diana",
    "Edward",
    "Elizabeth",
    "Ella",
    "Emily",
    "Emma",
    "Eric",
    "Ethan",
    "Eva",
    "Frank",
    "George",
    "Grace",
    "Hannah",
    "Harry",
    "Helen",
    "Henry",
    "Ian",
    "Isaac",
    "Jack",
    "James",
    "Jane",
    "Jason",
    "Jennifer",
    "Jessica",
    "Joan",
    "Joe",
    "John",
    "Jonathan",
    "Joseph",
    "Judith",
    "Julia",
    "Karen",
    "Kate",
    "Kevin",
    "Laura",
    "Leo",
    "Linda",
    "Lisa",
    "Lucy",
    "Margaret",
    "Maria",
    "Mark",
    "Martha",
    "Martin",
    "Mary",
    "Matthew",
    "Max",
    "Michael",
    "Nancy",
    "Nicholas",
    "Nora",
    "Oliver",
    "Olivia",
    "Patricia",
    "Paul",
    "Peter",
    "Philip",
    "Rachel",
    "Rebecca",
    "Richard",
    "Robert",
    "Rose",
    "Ruth",
    "Sam",
    "Samuel",
    "Sandra",
    "Sarah",
    "Simon",
    "Sophia",
    "Stephen",
    "Steven",
    "Susan",
    "Thomas",
    "Tim",
    "Tom",
    "Victoria",
    "Walter",
    "William",
];

/// The last word of an organization.
const ORGANIZATION_ENDS: &[&str] = &[
    "Inc",
    "Ltd",
    "LLC",
    "Corp",
    "Corporation",
    "Company",
    "Co",
    "Group",
    "Bank",
    "University",
    "College",
    "School",
    "Hospital",
    "Institute",
    "Ministry",
    "Council",
    "Committee",
    "Commission",
    "Court",
    "Department",
    "Agency",
    "Association",
    "Club",
    "Party",
    "Union",
    "Museum",
    "Library",
    "Times",
    "Post",
    "Daily",
    "News",
    "Press",
    "Airlines",
    "Police",
    "Bureau",
    "Board",
    "Society",
    "Foundation",
    "Federation",
    "Academy",
    "Laboratory",
    "Orchestra",
    "Gazette",
    "Herald",
    "Partners",
    "Holdings",
    "Industries",
    "Motors",
    "Systems",
    "Technologies",
];

/// The first word of an organization that goes on with `of`.
const ORGANIZATION_STARTS: &[&str] = &[
    "University",
    "Ministry",
    "Department",
    "Bank",
    "Institute",
    "Academy",
    "College",
    "Bureau",
    "Council",
    "School",
    "Court",
    "Society",
];

/// The last word of a place.
const PLACE_ENDS: &[&str] = &[
    "Street",
    "Road",
    "Avenue",
    "Square",
    "Lane",
    "River",
    "Lake",
    "County",
    "City",
    "Province",
    "Island",
    "Islands",
    "Bridge",
    "Airport",
    "Park",
    "Station",
    "Mountain",
    "Mountains",
    "Valley",
    "Bay",
    "Harbour",
    "Harbor",
    "District",
    "Village",
    "Hill",
    "Coast",
    "Sea",
    "Ocean",
    "Peninsula",
];

/// Well-known places.
const PLACES: &[&str] = &[
    "Africa",
    "Asia",
    "Europe",
    "America",
    "Australia",
    "Austria",
    "Argentina",
    "Belgium",
    "Brazil",
    "Britain",
    "Canada",
    "Chile",
    "China",
    "Colombia",
    "Cuba",
    "Denmark",
    "Egypt",
    "England",
    "Finland",
    "France",
    "Germany",
    "Greece",
    "India",
    "Indonesia",
    "Iran",
    "Iraq",
    "Ireland",
    "Israel",
    "Italy",
    "Japan",
    "Kenya",
    "Korea",
    "Malaysia",
    "Mexico",
    "Mongolia",
    "Morocco",
    "Nepal",
    "Netherlands",
    "New Zealand",
    "Nigeria",
    "Norway",
    "Pakistan",
    "Peru",
    "Philippines",
    "Poland",
    "Portugal",
    "Russia",
    "Scotland",
    "Singapore",
    "South Africa",
    "South Korea",
    "Spain",
    "Sweden",
    "Switzerland",
    "Thailand",
    "Turkey",
    "Ukraine",
    "United Kingdom",
    "United States",
    "Vietnam",
    "Wales",
    "Amsterdam",
    "Athens",
    "Bangkok",
    "Beijing",
    "Berlin",
    "Boston",
    "Brussels",
    "Cairo",
    "Chicago",
    "Copenhagen",
    "Delhi",
    "Dublin",
    "Geneva",
    "Guangzhou",
    "Hong Kong",
    "Istanbul",
    "London",
    "Los Angeles",
    "Madrid",
    "Melbourne",
    "Milan",
    "Moscow",
    "Mumbai",
    "Munich",
    "Nairobi",
    "New York",
    "Oslo",
    "Paris",
    "Rome",
    "San Francisco",
    "Seoul",
    "Shanghai",
    "Shenzhen",
    "Stockholm",
    "Sydney",
    "Taipei",
    "Tokyo",
    "Toronto",
    "Vienna",
    "Warsaw",
    "Washington",
];

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

const WEEKDAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// Words with a capital at the beginning of a sentence that begin no name.
const PLAIN: &[&str] = &[
    "A",
    "About",
    "After",
    "All",
    "Also",
    "Although",
    "An",
    "And",
    "Another",
    "As",
    "At",
    "Because",
    "Before",
    "But",
    "By",
    "During",
    "Each",
    "Every",
    "Few",
    "For",
    "From",
    "He",
    "Her",
    "Here",
    "His",
    "How",
    "I",
    "If",
    "In",
    "It",
    "Its",
    "Last",
    "Many",
    "More",
    "Most",
    "My",
    "Near",
    "New",
    "Next",
    "No",
    "Not",
    "Now",
    "Of",
    "On",
    "One",
    "Only",
    "Or",
    "Our",
    "Over",
    "She",
    "Since",
    "So",
    "Some",
    "Still",
    "That",
    "The",
    "Their",
    "Then",
    "There",
    "These",
    "They",
    "This",
    "Those",
    "Three",
    "To",
    "Today",
    "Tomorrow",
    "Two",
    "Under",
    "Until",
    "We",
    "What",
    "When",
    "Where",
    "While",
    "Who",
    "Why",
    "With",
    "Yesterday",
    "Yes",
    "You",
    "Your",
];

/// Words that only people do.
const SAYING: &[&str] =
    &["said", "says", "told", "asked", "added", "wrote", "explained", "replied", "argued"];

/// Small words inside names.
const INSIDE: &[&str] = &["of", "de", "van", "von", "der", "del", "di", "la", "bin", "&"];

/// Money after a number in words: as written, and its ISO 4217 code where there is one.
const CURRENCIES: &[(&str, Option<&str>)] = &[
    ("dollars", None),
    ("dollar", None),
    ("pounds", None),
    ("euros", Some("EUR")),
    ("euro", Some("EUR")),
    ("yuan", Some("CNY")),
    ("yen", Some("JPY")),
    ("francs", None),
    ("rupees", Some("INR")),
];

const SCALES: &[(&str, f64)] = &[("thousand", 1e3), ("million", 1e6), ("billion", 1e9), ("trillion", 1e12)];

/// A word: first character and end.
#[derive(Clone, Copy, Debug)]
struct Word {
    start: usize,
    end: usize,
}

/// What the rules find in folded text. Each has the reason `english`.
pub fn scan(text: &[char]) -> Vec<Candidate> {
    let words = words(text);
    if words.is_empty() {
        return Vec::new();
    }
    let mut found = Vec::new();
    dates(text, &words, &mut found);
    amounts(text, &words, &mut found);
    names(text, &words, &mut found);
    found
}

fn words(text: &[char]) -> Vec<Word> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || ('\u{C0}'..='\u{24F}').contains(&c) || c == '&';
    let mut out = Vec::new();
    let mut at = 0;
    while at < text.len() {
        if !is_part(text[at]) {
            at += 1;
            continue;
        }
        let start = at;
        let goes_on = |at: usize| {
            let c = text[at];
            let inner = matches!(c, '\'' | '’' | '-') && text.get(at + 1).is_some_and(|c| c.is_alphabetic());
            // A combining mark belongs to its letter.
            is_part(c) || inner || ('\u{300}'..='\u{36F}').contains(&c)
        };
        while at < text.len() && goes_on(at) {
            at += 1;
        }
        // The possessive is not a part of the name.
        let mut end = at;
        if end - start > 2 && matches!(text[end - 2], '\'' | '’') && text[end - 1] == 's' {
            end -= 2;
        }
        out.push(Word { start, end });
    }
    out
}

fn string(text: &[char], word: Word) -> String {
    text[word.start..word.end].iter().collect()
}

fn is(text: &[char], word: Word, list: &[&str]) -> bool {
    let word = string(text, word);
    list.contains(&word.as_str())
}

fn is_capital(text: &[char], word: Word) -> bool {
    text[word.start].is_uppercase()
}

/// Whether a single blank, or the point of an initial or a title and a blank, stands between two words.
fn is_next(text: &[char], before: Word, behind: Word) -> bool {
    let between: String = text[before.end..behind.start].iter().collect();
    let short = before.end - before.start == 1 || is(text, before, &["Mr", "Mrs", "Ms", "Dr", "Prof"]);
    between == " " || short && matches!(between.as_str(), ". " | ".")
}

fn candidate(start: usize, end: usize, label: &'static str, confidence: f64) -> Candidate {
    Candidate::new(start, end, label, confidence, Source::English, "english")
}

/// Runs of words with capitals, put into the classes by their words and neighbors.
fn names(text: &[char], words: &[Word], found: &mut Vec<Candidate>) {
    let mut i = 0;
    while i < words.len() {
        if !is_capital(text, words[i]) || is(text, words[i], &MONTHS) || is(text, words[i], &WEEKDAYS) {
            i += 1;
            continue;
        }
        let mut end = i + 1;
        while end < words.len() && is_next(text, words[end - 1], words[end]) {
            let n_small = words[end..].iter().take(2).take_while(|&&word| is(text, word, INSIDE)).count();
            let goes_on = |&next: &Word| {
                is_capital(text, next)
                    && is_next(text, words[end + n_small - 1], next)
                    && !is(text, next, PLAIN)
            };
            let small = n_small > 0 && words.get(end + n_small).is_some_and(goes_on);
            if !(small || is_capital(text, words[end])) || is(text, words[end], &MONTHS) {
                break;
            }
            end += 1;
        }
        let run = &words[i..end];
        let before = i.checked_sub(1).map(|at| words[at]).filter(|&word| is_next(text, word, words[i]));
        let behind = words.get(end).copied().filter(|&word| is_next(text, words[end - 1], word));
        found.extend(name(text, run, before, behind));
        i = end;
    }
}

fn name(text: &[char], run: &[Word], before: Option<Word>, behind: Option<Word>) -> Option<Candidate> {
    let plain = run.iter().take_while(|&&word| is(text, word, PLAIN) && !is_place(text, run)).count();
    let mut run = &run[plain..];
    let span = |run: &[Word]| Some((run.first()?.start, run.last()?.end));
    let make = |run: &[Word], label, confidence| {
        span(run).map(|(start, end)| candidate(start, end, label, confidence))
    };
    if is_place(text, run) {
        return make(run, "LOC", 0.75);
    }
    let n_titles = run.iter().take_while(|&&word| is(text, word, TITLES)).count();
    let title_before = n_titles > 0
        || before.is_some_and(|word| {
            let capital: String = string(text, word);
            TITLES.iter().any(|title| title.eq_ignore_ascii_case(&capital))
        });
    let (&first, &last) = (run.first()?, run.last()?);
    if run.len() > 1 && is(text, last, ORGANIZATION_ENDS) {
        return make(run, "ORG", 0.7);
    }
    if run.len() > 2 && is(text, first, ORGANIZATION_STARTS) && is(text, run[1], &["of"]) {
        return make(run, "ORG", 0.7);
    }
    if run.len() > 1 && is(text, last, PLACE_ENDS) {
        return make(run, "LOC", 0.65);
    }
    run = &run[n_titles..];
    if run.is_empty() || run.len() > 4 || run.iter().any(|&word| text[word.start].is_ascii_digit()) {
        return None;
    }
    if title_before {
        return make(run, "PER", 0.75);
    }
    let is_initial = |word: &&Word| word.end - word.start == 1;
    let whole = run.iter().filter(|word| !is_initial(word)).count();
    if run.len() > 1 && whole > 0 && is(text, first, GIVEN) {
        return make(run, "PER", 0.7);
    }
    if whole == 1 && run.len() > 1 && run.len() < 4 && !is_initial(&&run[run.len() - 1]) {
        return make(run, "PER", 0.6);
    }
    let says = |word: Option<Word>| word.is_some_and(|word| is(text, word, SAYING));
    if (2..=3).contains(&run.len()) && (says(behind) || says(before)) {
        return make(run, "PER", 0.6);
    }
    None
}

fn is_place(text: &[char], run: &[Word]) -> bool {
    let (Some(first), Some(last)) = (run.first(), run.last()) else { return false };
    let whole: String = text[first.start..last.end].iter().collect();
    PLACES.contains(&whole.as_str())
}

fn number(text: &[char], word: Word) -> Option<u32> {
    let digits: String = string(text, word);
    (digits.len() <= 4 && digits.bytes().all(|b| b.is_ascii_digit())).then(|| digits.parse().ok())?
}

/// A day of a month: `12`, `12th`.
fn day(text: &[char], word: Word) -> Option<u32> {
    let whole = string(text, word);
    let digits = ["st", "nd", "rd", "th"].iter().find_map(|end| whole.strip_suffix(end)).unwrap_or(&whole);
    digits.parse().ok().filter(|day| (1..=31).contains(day) && digits.len() <= 2)
}

/// Days of months, months of years, and days of the week.
fn dates(text: &[char], words: &[Word], found: &mut Vec<Candidate>) {
    let near = |a: usize, b: usize| {
        let between: String = text[words[a].end..words[b].start].iter().collect();
        matches!(between.as_str(), " " | ", ")
    };
    for (i, &word) in words.iter().enumerate() {
        let name = string(text, word);
        if let Some(month) = MONTHS.iter().position(|month| *month == name) {
            let month = month + 1;
            let day_before = i.checked_sub(1).filter(|&at| near(at, i)).and_then(|at| day(text, words[at]));
            let day_behind =
                (i + 1 < words.len() && near(i, i + 1)).then(|| day(text, words[i + 1])).flatten();
            let (start, mut end) = match (day_before, day_behind) {
                (Some(_), _) => (i - 1, i),
                (None, Some(_)) => (i, i + 1),
                // May and March are words too: alone they need a year.
                _ => (i, i),
            };
            let day = day_before.or(day_behind);
            let year = (end + 1 < words.len() && near(end, end + 1))
                .then(|| number(text, words[end + 1]))
                .flatten()
                .filter(|year| (1000..2200).contains(year));
            end += usize::from(year.is_some());
            if day.is_none() && year.is_none() {
                continue;
            }
            let mut c = candidate(words[start].start, words[end].end, "TIME", 0.85);
            let value = match (year, day) {
                (Some(year), Some(day)) => Some(format!("{year:04}-{month:02}-{day:02}")),
                (Some(year), None) => Some(format!("{year:04}-{month:02}")),
                _ => None,
            };
            c.value = value.map(|value| NormalValue { value, unit: None });
            found.push(c);
        } else if WEEKDAYS.contains(&name.as_str()) {
            found.push(candidate(word.start, word.end, "TIME", 0.8));
        }
    }
}

/// `5 million dollars`, `1.5 billion yuan`.
fn amounts(text: &[char], words: &[Word], found: &mut Vec<Candidate>) {
    for (i, &word) in words.iter().enumerate() {
        let name = string(text, word);
        let Some((_, code)) = CURRENCIES.iter().find(|(currency, _)| *currency == name) else { continue };
        let Some(mut at) = i.checked_sub(1).filter(|&at| is_next(text, words[at], word)) else { continue };
        let mut scale = 1.0;
        let before = string(text, words[at]);
        if let Some((_, times)) = SCALES.iter().find(|(name, _)| *name == before) {
            let Some(further) = at.checked_sub(1).filter(|&more| is_next(text, words[more], words[at]))
            else {
                continue;
            };
            (at, scale) = (further, *times);
        }
        // Points and commas inside a number are between words.
        let mut start = words[at].start;
        let is_digit = |at: usize| text[at].is_ascii_digit();
        if !text[start..words[at].end].iter().all(char::is_ascii_digit) {
            continue;
        }
        while start >= 2 && matches!(text[start - 1], '.' | ',') && is_digit(start - 2) {
            start -= 2;
            while start > 0 && is_digit(start - 1) {
                start -= 1;
            }
        }
        let digits: String = text[start..words[at].end].iter().filter(|&&c| c != ',').collect();
        let mut c = candidate(start, word.end, "MONEY", 0.85);
        c.value = digits.parse::<f64>().ok().map(|number| NormalValue {
            value: format!("{}", (number * scale * 100.0).round() / 100.0),
            unit: Some(code.map_or(name, str::to_owned)),
        });
        found.push(c);
    }
}
