//! Sorted numbers as Rice codes of their gaps: near the least number of bits for a random set.

/// Encodes strictly rising numbers; `k` low bits of each gap are stored plainly.
pub fn encode(numbers: impl Iterator<Item = u32>, k: u32) -> Vec<u8> {
    let mut out = Vec::new();
    let (mut byte, mut used) = (0u8, 0);
    let mut push = |bit: bool| {
        byte |= u8::from(bit) << used;
        used += 1;
        if used == 8 {
            out.push(byte);
            (byte, used) = (0, 0);
        }
    };
    let mut next = 0;
    for number in numbers {
        let gap = number - next;
        next = number.wrapping_add(1);
        for _ in 0..gap >> k {
            push(true);
        }
        push(false);
        for bit in 0..k {
            push(gap >> bit & 1 == 1);
        }
    }
    for _ in 0..7 {
        push(false);
    }
    out
}

/// Decodes `count` numbers; none when the data ends too early or a number is too large.
pub fn decode(bytes: &[u8], count: usize, k: u32) -> Option<Vec<u32>> {
    if k > 31 || count > bytes.len().checked_mul(8)? {
        return None;
    }
    let mut out = Vec::with_capacity(count);
    let mut at = 0usize;
    let mut bit = || {
        let value = bytes.get(at / 8)? >> (at % 8) & 1 == 1;
        at += 1;
        Some(value)
    };
    let mut next = 0u32;
    for _ in 0..count {
        let mut high = 0u32;
        while bit()? {
            high += 1;
        }
        let mut gap = high.checked_shl(k)?;
        for i in 0..k {
            gap |= u32::from(bit()?) << i;
        }
        let number = next.checked_add(gap)?;
        out.push(number);
        next = number.checked_add(1)?;
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn round_trip_and_damage() {
        let numbers = [0, 1, 5, 1000, 1001, 70_000, 3_000_000];
        for k in [0, 4, 12] {
            let bytes = encode(numbers.into_iter(), k);
            assert_eq!(decode(&bytes, numbers.len(), k).as_deref(), Some(&numbers[..]));
            assert_eq!(decode(&bytes[..bytes.len() / 2], numbers.len(), k), None);
        }
    }
}
