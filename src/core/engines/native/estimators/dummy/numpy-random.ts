/**
 * numpy.random.RandomState of an integer seed: the Mersenne Twister MT19937 (init_genrand, then
 * blocks of 624 numbers), which NumPy has frozen.
 */
export class NumpyRandom {
  private readonly key = new Uint32Array(624);
  private position = 624;

  constructor(seed: number) {
    const { key } = this;
    key[0] = seed;
    for (let at = 1; at < 624; at += 1) {
      const previous = Number(key[at - 1]);
      key[at] = Math.imul(1812433253, previous ^ (previous >>> 30)) + at;
    }
  }

  /** 32 random bits (mt19937_next). */
  bits(): number {
    if (this.position === 624) this.refill();
    let bits = Number(this.key[this.position]);
    this.position += 1;
    bits ^= bits >>> 11;
    bits ^= (bits << 7) & 0x9d2c5680;
    bits ^= (bits << 15) & 0xefc60000;
    return (bits ^ (bits >>> 18)) >>> 0;
  }

  /** A number from 0 to 1, without 1, of 53 random bits (mt19937_next_double). */
  double(): number {
    const high = this.bits() >>> 5;
    const low = this.bits() >>> 6;
    return (high * 67108864 + low) / 9007199254740992;
  }

  /** RandomState.randint(count): draws again until the masked bits are below `count`. */
  below(count: number): number {
    const largest = count - 1;
    if (largest === 0) return 0;
    const mask = 2 ** (32 - Math.clz32(largest)) - 1;
    for (;;) {
      const value = (this.bits() & mask) >>> 0;
      if (value <= largest) return value;
    }
  }

  /** RandomState.multinomial(1, prior): the place that is drawn (random_multinomial). */
  choice(prior: ArrayLike<number>): number {
    let rest = 1;
    const last = prior.length - 1;
    for (let place = 0; place < last; place += 1) {
      const probability = Number(prior[place]);
      if (this.succeeds(probability / rest)) return place;
      rest -= probability;
    }
    return last;
  }

  /** RandomState.binomial(1, p) by inversion, of the likelier outcome as NumPy has it. */
  private succeeds(probability: number): boolean {
    if (probability === 0) return false;
    return probability <= 0.5 ? this.inverts(probability) : !this.inverts(1 - probability);
  }

  /** legacy_random_binomial_inversion for one trial. */
  private inverts(probability: number): boolean {
    const none = 1 - probability;
    let left = this.double();
    while (left > none) {
      if (left - none <= probability) return true;
      // Beyond both outcomes, by rounding: NumPy draws anew.
      left = this.double();
    }
    return false;
  }

  private refill(): void {
    const { key } = this;
    for (let at = 0; at < 624; at += 1) {
      const bits = (Number(key[at]) & 0x80000000) | (Number(key[(at + 1) % 624]) & 0x7fffffff);
      const twist = (bits & 1) === 0 ? 0 : 0x9908b0df;
      key[at] = Number(key[(at + 397) % 624]) ^ (bits >>> 1) ^ twist;
    }
    this.position = 0;
  }
}
