//! Sorting by keys that are numbers.
//!
//! For every type of item and of key, the standard library's sorts are compiled anew, some 4 kB of wasm each. Here
//! every key becomes one number, so that the sort itself is there once.

use std::collections::BTreeSet;

use crate::annotation::AnnotationId;
use crate::text::{ByteOffset, ByteRange};

/// Something that sorts as a number does.
pub trait Key: Copy {
    /// The bits that its number has at most.
    const BITS: u32;

    /// Its number: of two keys, the lesser has the lesser one.
    fn number(self) -> u128;
}

/// As many items as are put in order one by one, without memory of their own.
const FEW: usize = 12;

/// Sorts items by a key; those of the same key stay as they were.
///
/// # Panics
/// With more than `u32::MAX` items.
pub fn sort_by_key<T, K: Key>(items: &mut [T], key: impl Fn(&T) -> K) {
    const { assert!(K::BITS <= u128::BITS, "the key does not fit a number") };
    if items.len() <= FEW {
        for end in 1..items.len() {
            let number = key(&items[end]).number();
            let before = items[..end].iter().rposition(|item| key(item).number() <= number);
            items[before.map_or(0, |before| before + 1)..=end].rotate_right(1);
        }
        return;
    }
    let n = u32::try_from(items.len()).expect("more items than are ever in memory");
    let mut sorted: Vec<(u128, u32)> = items.iter().map(|item| key(item).number()).zip(0..n).collect();
    sorted.sort_unstable();
    let mut place_of = vec![0_u32; items.len()];
    for (place, (_, from)) in (0..).zip(sorted) {
        place_of[from as usize] = place;
    }
    // Each swap brings one item to its place.
    for i in 0..items.len() {
        while place_of[i] as usize != i {
            let place = place_of[i] as usize;
            items.swap(i, place);
            place_of.swap(i, place);
        }
    }
}

/// Sorts keys.
///
/// # Panics
/// As [`sort_by_key`].
pub fn sort<K: Key>(keys: &mut [K]) {
    sort_by_key(keys, |key| *key);
}

macro_rules! unsigned {
    ($($number:ty)*) => {$(
        impl Key for $number {
            const BITS: u32 = <$number>::BITS;

            fn number(self) -> u128 {
                self as u128
            }
        }
    )*};
}

unsigned!(u16 u32 u64 usize);

impl Key for ByteOffset {
    const BITS: u32 = u32::BITS;

    fn number(self) -> u128 {
        self.0.number()
    }
}

impl Key for AnnotationId {
    const BITS: u32 = u32::BITS;

    fn number(self) -> u128 {
        self.0.number()
    }
}

/// By its first byte, then by its end.
impl Key for ByteRange {
    const BITS: u32 = 2 * ByteOffset::BITS;

    fn number(self) -> u128 {
        (self.start(), self.end()).number()
    }
}

impl<A: Key, B: Key> Key for (A, B) {
    const BITS: u32 = A::BITS + B::BITS;

    fn number(self) -> u128 {
        self.0.number() << B::BITS | self.1.number()
    }
}

impl<A: Key, B: Key, C: Key> Key for (A, B, C) {
    const BITS: u32 = A::BITS + B::BITS + C::BITS;

    fn number(self) -> u128 {
        (self.0, (self.1, self.2)).number()
    }
}

/// A set of items, put in one by one: to collect them the standard library sorts them first, see above.
pub fn set_of<T: Ord>(items: impl IntoIterator<Item = T>) -> BTreeSet<T> {
    let mut set = BTreeSet::new();
    set.extend(items);
    set
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn sorts_as_the_standard_library_does(keys in prop::collection::vec((0..4_u16, any::<u32>(), 0..9_u32), 0..60)) {
            let items: Vec<_> = keys.iter().copied().enumerate().collect();
            // The last number is no part of the key, so that it shows what is stable.
            let (mut ours, mut theirs) = (items.clone(), items);
            let key = |(_, (a, b, _)): &(usize, (u16, u32, u32))| (*a, *b % 3);
            sort_by_key(&mut ours, key);
            theirs.sort_by_key(key);
            prop_assert_eq!(ours, theirs);
        }

        #[test]
        fn numbers_sort_as_their_keys(a in any::<(u16, u32, u64)>(), b in any::<(u16, u32, u64)>()) {
            prop_assert_eq!(a.number().cmp(&b.number()), a.cmp(&b));
        }

        #[test]
        fn ranges_sort_as_they_compare(a in (0..9_usize, 0..9_usize), b in (0..9_usize, 0..9_usize)) {
            let range = |(start, len)| ByteRange::at(start, start + len);
            let (a, b) = (range(a), range(b));
            prop_assert_eq!(a.number().cmp(&b.number()), a.cmp(&b));
        }
    }
}
