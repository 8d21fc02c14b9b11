//! Sine, noise and chance that give the same bits on every machine.
//!
//! The platform's own `sin` differs in its last digits between systems, and one digit is enough
//! to move a pixel. Square roots and the four operations are exact everywhere.

/// A point in scene units: 800 from top to bottom, y downwards.
pub(super) type Point = (f32, f32);

/// The sine of an angle in radians, to about six digits.
pub(super) fn sin(angle: f32) -> f32 {
    let turns = angle / std::f32::consts::TAU;
    let turns = turns - turns.floor();
    let folded = if turns < 0.25 {
        turns
    } else if turns < 0.75 {
        0.5 - turns
    } else {
        turns - 1.0
    };
    let a = folded * std::f32::consts::TAU;
    let s = a * a;
    a * (1.0 - s / 6.0 * (1.0 - s / 20.0 * (1.0 - s / 42.0 * (1.0 - s / 72.0))))
}

/// The cosine of an angle in radians.
pub(super) fn cos(angle: f32) -> f32 {
    sin(angle + std::f32::consts::FRAC_PI_2)
}

/// The angle of a vector in radians, to about four digits.
pub(super) fn angle_of(x: f32, y: f32) -> f32 {
    let (ax, ay) = (x.abs(), y.abs());
    if ax + ay == 0.0 {
        return 0.0;
    }
    let slope = ax.min(ay) / ax.max(ay);
    let s = slope * slope;
    let mut angle = slope
        * (0.999_866 + s * (-0.330_299_5 + s * (0.180_141 + s * (-0.085_133 + s * 0.020_835_1))));
    if ay > ax {
        angle = std::f32::consts::FRAC_PI_2 - angle;
    }
    if x < 0.0 {
        angle = std::f32::consts::PI - angle;
    }
    if y < 0.0 { -angle } else { angle }
}

/// A point's distance from another.
pub(super) fn distance(a: Point, b: Point) -> f32 {
    let (x, y) = (a.0 - b.0, a.1 - b.1);
    (x * x + y * y).sqrt()
}

/// A value between two others, `share` of the way.
pub(super) fn mix(from: f32, to: f32, share: f32) -> f32 {
    from + (to - from) * share
}

/// A point between two others, `share` of the way.
pub(super) fn between(from: Point, to: Point, share: f32) -> Point {
    (mix(from.0, to.0, share), mix(from.1, to.1, share))
}

/// 0 below `low`, 1 above `high`, and a smooth rise between.
pub(super) fn smooth(low: f32, high: f32, value: f32) -> f32 {
    let t = ((value - low) / (high - low)).clamp(0.0, 1.0);
    t * t * (3.0 - 2.0 * t)
}

fn scramble(mut bits: u32) -> u32 {
    bits ^= bits >> 16;
    bits = bits.wrapping_mul(0x7feb_352d);
    bits ^= bits >> 15;
    bits = bits.wrapping_mul(0x846c_a68b);
    bits ^ (bits >> 16)
}

fn lattice(x: i32, y: i32, seed: u32) -> f32 {
    let bits = (x as u32).wrapping_mul(0x9e37_79b1) ^ (y as u32).wrapping_mul(0x85eb_ca77) ^ seed;
    (scramble(bits) >> 8) as f32 / 16_777_216.0
}

/// Smooth noise between 0 and 1 with features of about one unit.
pub(super) fn noise(x: f32, y: f32, seed: u32) -> f32 {
    let (fx, fy) = (x.floor(), y.floor());
    let (ix, iy) = (fx as i32, fy as i32);
    let (tx, ty) = (x - fx, y - fy);
    let (sx, sy) = (tx * tx * (3.0 - 2.0 * tx), ty * ty * (3.0 - 2.0 * ty));
    let top = mix(lattice(ix, iy, seed), lattice(ix + 1, iy, seed), sx);
    let bottom = mix(lattice(ix, iy + 1, seed), lattice(ix + 1, iy + 1, seed), sx);
    mix(top, bottom, sy)
}

/// Noise of several octaves between 0 and 1, each half as strong and twice as fine.
pub(super) fn clouded(x: f32, y: f32, octaves: u32, seed: u32) -> f32 {
    let (mut sum, mut weight, mut scale, mut total) = (0.0, 1.0, 1.0, 0.0);
    for octave in 0..octaves {
        sum += weight * noise(x * scale, y * scale, seed.wrapping_add(octave * 7919));
        total += weight;
        weight *= 0.5;
        scale *= 2.03;
    }
    sum / total
}

/// Chance that follows from a name: the same picture every time.
#[derive(Clone)]
pub(super) struct Chance(u32);

impl Chance {
    /// Starts from a name.
    pub(super) fn of(name: &str) -> Self {
        let mut state = 2_166_136_261_u32;
        for byte in name.bytes() {
            state = (state ^ u32::from(byte)).wrapping_mul(16_777_619);
        }
        Self(scramble(state))
    }

    /// A seed for noise.
    pub(super) fn seed(&mut self) -> u32 {
        self.0 = self.0.wrapping_add(0x9e37_79b9);
        scramble(self.0)
    }

    /// A number from `low` to `high`.
    pub(super) fn range(&mut self, low: f32, high: f32) -> f32 {
        low + (high - low) * ((self.seed() >> 8) as f32 / 16_777_216.0)
    }

    /// Whether something of this likelihood happens.
    pub(super) fn happens(&mut self, likelihood: f32) -> bool {
        self.range(0.0, 1.0) < likelihood
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sine_and_angle_agree_with_the_platforms() {
        for step in -400_i16..400 {
            let a = f32::from(step) / 50.0;
            assert!((sin(a) - a.sin()).abs() < 1e-5, "sin {a}");
            assert!((cos(a) - a.cos()).abs() < 1e-5, "cos {a}");
            let (x, y) = (a.cos(), a.sin());
            assert!((angle_of(x, y) - y.atan2(x)).abs() < 2e-3, "angle {a}");
        }
    }

    #[test]
    fn chance_follows_from_the_name() {
        let (mut one, mut same, mut other) = (Chance::of("a"), Chance::of("a"), Chance::of("b"));
        let first = one.seed();
        assert_eq!(first, same.seed());
        assert_ne!(first, other.seed());
    }
}
