//! Colors for labels that a person makes: as unlike those that are there as possible.

use jianbao_core::annotation::Color;

/// Twelve hues in three lightnesses, all dark enough to be read on paper; as red, green, blue at full strength, taken
/// down by [`SHADES`].
const HUES: [[u8; 3]; 12] = [
    [200, 40, 40],
    [190, 95, 10],
    [150, 120, 10],
    [95, 135, 15],
    [25, 135, 60],
    [10, 130, 115],
    [10, 120, 160],
    [35, 95, 200],
    [85, 75, 215],
    [130, 60, 205],
    [170, 45, 165],
    [195, 40, 105],
];

/// In hundredths.
const SHADES: [u32; 3] = [100, 68, 42];

/// The color that is least like any of those that are used.
pub fn free_color(used: &[Color]) -> Color {
    let all = SHADES
        .iter()
        .flat_map(|shade| HUES.iter().map(move |hue| hue.map(|c| (u32::from(c) * shade / 100) as u8)));
    let all = all.map(|rgb| Color { rgb });
    let nearest = |color: &Color| used.iter().map(|other| distance(*color, *other)).min().unwrap_or(0);
    // Of colors that are equally unlike, the first.
    all.rev().max_by_key(nearest).unwrap_or(Color { rgb: HUES[0] })
}

/// How unlike two colors are to the eye, roughly: the weighted distance that goes by the mean of the reds
/// (`redmean`, T. Riemersma, compuphase.com/cmetric.htm), squared.
pub fn distance(a: Color, b: Color) -> u32 {
    let [r, g, blue] = [0, 1, 2].map(|i| u32::from(a.rgb[i].abs_diff(b.rgb[i])).pow(2));
    let mean = (u32::from(a.rgb[0]) + u32::from(b.rgb[0])) / 2;
    ((512 + mean) * r) / 256 + 4 * g + ((767 - mean) * blue) / 256
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thirty_labels_are_told_apart() {
        let mut used: Vec<Color> = Vec::new();
        for _ in 0..30 {
            used.push(free_color(&used));
        }
        for (i, a) in used.iter().enumerate() {
            for b in &used[..i] {
                // About what differs between two neighbors of the newspaper set, brown and red.
                assert!(distance(*a, *b) > 900, "{a} and {b}");
            }
        }
    }

    #[test]
    fn colors_can_be_read_on_paper() {
        // Contrast of at least 3 to 1 on white, as WCAG 2.2 asks of what is no text (1.4.11).
        let linear = |c: u8| {
            let c = f64::from(c) / 255.0;
            if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        };
        for rgb in HUES {
            let luminance = 0.2126 * linear(rgb[0]) + 0.7152 * linear(rgb[1]) + 0.0722 * linear(rgb[2]);
            assert!(1.05 / (luminance + 0.05) > 3.0, "{rgb:?}");
        }
    }
}
