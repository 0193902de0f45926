"""Laws of chance as they stand in a scenario file: one class per law; `Law`, `SizeLaw` and `Unsure` choose among them.

A bare quantity where a law is due is the fixed law. Every law spells itself for the samplers: its `LawCode` and its
numbers in base units. Mean and median serve reports and the same-aid gate.
"""

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Generic, Literal, TypeAlias, TypeVar

from pydantic import Discriminator, Tag, model_validator
from pydantic_core import PydanticCustomError

from sim.scenario.check import Finding
from sim.scenario.closed import Closed
from sim.scenario.law_codes import LawCode
from sim.scenario.quantities import Number, Quantity, Spread
from sim.scenario.roles import face
from sim.scenario.shape import top
from sim.units import DAY_MIN, LONGEST_DURATION

Q = TypeVar("Q")

Spelling = tuple[LawCode, tuple[float, float, float, float]]
"""Code of a law and its numbers in the order its sampler reads them (the table in world/samplers.py)."""


FAR_OUT = 3.09
"""Standard deviations above the middle that one value of a normal law in a thousand exceeds."""
WIDEST = 10.0
"""Standard deviation of a logarithm that no known quantity exceeds; far larger ones leave the range of numbers."""


def number_of(value: Any) -> float:
    """A quantity as a plain number in base units."""
    return float(value)


class Exponential(Closed, Generic[Q]):
    """Memoryless: the same chance at every moment."""

    mean: Q = face()
    """Mean."""

    def spell(self) -> Spelling:
        """Code and numbers for the sampler."""
        return LawCode.EXPONENTIAL, (number_of(self.mean), 0.0, 0.0, 0.0)

    def median(self) -> float:
        """Median [base unit]."""
        return number_of(self.mean) * math.log(2.0)


class Normal(Closed, Generic[Q]):
    """Symmetric around the mean."""

    mean: Q = face()
    """Mean."""
    sd: Q = face()
    """Standard deviation."""

    def spell(self) -> Spelling:
        """Code and numbers for the sampler."""
        return LawCode.NORMAL, (number_of(self.mean), number_of(self.sd), 0.0, 0.0)

    def median(self) -> float:
        """Median [base unit]."""
        return number_of(self.mean)

    def findings(self) -> Iterable[Finding]:
        """Report a negative spread."""
        if number_of(self.sd) < 0:
            yield Finding(("sd",), "a standard deviation cannot be negative")


class Lognormal(Closed, Generic[Q]):
    """Positive and skewed: by median or mean, with sigma (of the logarithm), sd or cv."""

    median_: Q | None = face(None, alias="median")
    """Median (or give the mean)."""
    mean_: Q | None = face(None, alias="mean")
    """Mean (or give the median)."""
    sigma: Spread | None = face(None)
    """Standard deviation of the logarithm (or give sd or cv)."""
    sd: Q | None = face(None)
    """Standard deviation (with a mean)."""
    cv: Spread | None = face(None)
    """Standard deviation over mean (with a mean)."""

    def findings(self) -> Iterable[Finding]:
        """Report missing, contradictory or non-positive numbers."""
        if (self.median_ is None) == (self.mean_ is None):
            yield Finding((), "a lognormal law takes a median or a mean, one of them")
        spreads = [value for value in (self.sigma, self.sd, self.cv) if value is not None]
        if len(spreads) != 1:
            yield Finding((), "a lognormal law takes one of sigma, sd and cv")
        elif number_of(spreads[0]) < 0:
            yield Finding((), "the spread of a lognormal law cannot be negative")
        elif self.sd is not None and self.mean_ is None:
            yield Finding(("sd",), "sd needs a mean; with a median give sigma or cv")
        for value in (self.median_, self.mean_):
            if value is not None and number_of(value) <= 0:
                yield Finding((), "a lognormal law needs a positive median or mean")
        measured = self.sd is None or (self.mean_ is not None and number_of(self.mean_) > 0)
        if len(spreads) == 1 and measured and self.log_spread() > WIDEST:
            yield Finding((), f"the logarithm of a lognormal law may spread by at most {WIDEST:g} (sigma)")

    def log_spread(self) -> float:
        """Standard deviation of the logarithm: sigma² = ln(1 + cv²)."""
        if self.sigma is not None:
            return float(self.sigma)
        cv = float(self.cv) if self.cv is not None else number_of(self.sd) / number_of(self.mean_)
        return math.sqrt(math.log1p(cv * cv))

    def median(self) -> float:
        """Median [base unit]: mean·exp(-sigma²/2)."""
        if self.median_ is not None:
            return number_of(self.median_)
        return number_of(self.mean_) * math.exp(-(self.log_spread() ** 2) / 2.0)

    def spell(self) -> Spelling:
        """Code and numbers for the sampler."""
        return LawCode.LOGNORMAL, (math.log(self.median()), self.log_spread(), 0.0, 0.0)


class Gamma(Closed, Generic[Q]):
    """Positive, between memoryless (shape 1) and regular (large shape)."""

    mean: Q = face()
    """Mean."""
    shape: Number | None = face(None)
    """Shape, > 0 (or give sd or cv)."""
    sd: Q | None = face(None)
    """Standard deviation."""
    cv: Number | None = face(None)
    """Standard deviation over mean."""

    def findings(self) -> Iterable[Finding]:
        """Report missing or non-positive numbers."""
        spreads = [value for value in (self.shape, self.sd, self.cv) if value is not None]
        if len(spreads) != 1:
            yield Finding((), "a gamma law takes one of shape, sd and cv")
        elif number_of(spreads[0]) <= 0:
            yield Finding((), "the shape or spread of a gamma law must be positive")
        if number_of(self.mean) <= 0:
            yield Finding(("mean",), "the mean of a gamma law must be positive")

    def shape_number(self) -> float:
        """Shape, as it is given or as it follows from the spread: (mean/sd)²."""
        if self.shape is not None:
            return float(self.shape)
        spread = number_of(self.sd) if self.sd is not None else number_of(self.cv) * number_of(self.mean)
        return (number_of(self.mean) / spread) ** 2

    def spell(self) -> Spelling:
        """Code and numbers for the sampler: shape and scale [base unit]."""
        shape = self.shape_number()
        return LawCode.GAMMA, (shape, number_of(self.mean) / shape, 0.0, 0.0)

    def median(self) -> float:
        """Median [base unit], by the inverse incomplete gamma function."""
        from scipy.special import gammaincinv

        shape = self.shape_number()
        return float(gammaincinv(shape, 0.5)) * number_of(self.mean) / shape


class Beta(Closed):
    """A share between 0 and 1."""

    a: Number = face()
    """First shape, > 0; mean = a/(a + b)."""
    b: Number = face()
    """Second shape, > 0."""

    def findings(self) -> Iterable[Finding]:
        """Report non-positive shapes."""
        if self.a <= 0 or self.b <= 0:
            yield Finding((), "the shapes a and b of a beta law must be positive")

    def spell(self) -> Spelling:
        """Code and numbers for the sampler."""
        return LawCode.BETA, (float(self.a), float(self.b), 0.0, 0.0)

    def median(self) -> float:
        """Median, by the inverse incomplete beta function."""
        from scipy.special import betaincinv

        return float(betaincinv(self.a, self.b, 0.5))


class Geometric(Closed):
    """Counts 1, 2, 3, ... with a constant ratio."""

    mean: Number = face(ge=1)
    """Mean, >= 1."""

    def spell(self) -> Spelling:
        """Code and numbers for the sampler."""
        return LawCode.GEOMETRIC, (float(self.mean), 0.0, 0.0, 0.0)


class Poisson(Closed):
    """Counts of independent events."""

    mean: Number = face(ge=0)
    """Mean, >= 0."""

    def spell(self) -> Spelling:
        """Code and numbers for the sampler."""
        return LawCode.POISSON, (float(self.mean), 0.0, 0.0, 0.0)


class NegativeBinomial(Closed):
    """Counts wider than Poisson: variance = mean + mean²/k."""

    mean: Number = face(ge=0)
    """Mean, >= 0."""
    sd: Number | None = face(None)
    """Standard deviation, larger than the root of the mean (or give k)."""
    k: Number | None = face(None)
    """Size parameter, > 0 (or give sd)."""

    def findings(self) -> Iterable[Finding]:
        """Report missing or impossible spreads."""
        if (self.sd is None) == (self.k is None):
            yield Finding((), "a negative binomial law takes sd or k, one of them")
        elif self.k is not None and self.k <= 0:
            yield Finding(("k",), "k must be positive")
        elif self.sd is not None and self.mean == 0:
            yield Finding(("mean",), "with sd the mean must be positive")
        elif self.sd is not None and self.sd <= math.sqrt(self.mean):
            yield Finding(("sd",), "sd must be larger than the root of the mean; for less use poisson")

    def spell(self) -> Spelling:
        """Code and numbers for the sampler."""
        k = float(self.k) if self.k is not None else self.mean**2 / (number_of(self.sd) ** 2 - self.mean)
        return LawCode.NEGATIVE_BINOMIAL, (float(self.mean), k, 0.0, 0.0)


class _Choice(Closed):
    """Exactly one law is chosen; its key names it."""

    replaced_whole: ClassVar[bool] = True
    beside: ClassVar[tuple[str, ...]] = ()
    """Keys that may stand beside the law."""

    def chosen(self) -> str:
        """Name of the law that is chosen."""
        return next(name for name in self._set_laws())

    def _set_laws(self) -> list[str]:
        names = type(self).model_fields
        return [name for name in names if name not in self.beside and getattr(self, name) is not None]

    def findings(self) -> Iterable[Finding]:
        """Report no law, two laws, or limits out of order."""
        laws = self._set_laws()
        if len(laws) != 1:
            yield Finding((), f"exactly one law is due here, found {' and '.join(laws) or 'none'}")
        for name in ("uniform", "triangular"):
            limits = getattr(self, name, None)
            if limits is not None and list(limits) != sorted(limits):
                yield Finding((name,), "the limits must rise from left to right")

    def spell(self) -> Spelling:
        """Code and numbers of the chosen law for the sampler."""
        name = self.chosen()
        value = getattr(self, name)
        if name == "fixed":
            return LawCode.CONSTANT, (number_of(value), 0.0, 0.0, 0.0)
        if name == "uniform":
            return LawCode.UNIFORM, (number_of(value[0]), number_of(value[1]), 0.0, 0.0)
        if name == "triangular":
            return LawCode.TRIANGULAR, (number_of(value[0]), number_of(value[1]), number_of(value[2]), 0.0)
        spelling: Spelling = value.spell()
        return spelling

    def median(self) -> float:
        """Median [base unit]."""
        name = self.chosen()
        value = getattr(self, name)
        if name == "fixed":
            return number_of(value)
        if name == "uniform":
            return (number_of(value[0]) + number_of(value[1])) / 2.0
        if name == "triangular":
            return _triangular_median(*(number_of(limit) for limit in value))
        return float(value.median())


def _triangular_median(low: float, mode: float, high: float) -> float:
    """Median of a triangular law: the inverse of its distribution at one half."""
    if high == low:
        return low
    if mode >= (low + high) / 2.0:
        return low + math.sqrt((high - low) * (mode - low) / 2.0)
    return high - math.sqrt((high - low) * (high - mode) / 2.0)


class _FixedIfBare(_Choice):
    """A choice for which a bare value may stand: the fixed law."""

    @model_validator(mode="before")
    @classmethod
    def _bare_is_fixed(cls, value: Any) -> Any:
        return value if isinstance(value, dict | cls) else {"fixed": value}


class Law(_FixedIfBare, Generic[Q]):
    """A law of chance for a quantity; a bare quantity is the fixed law."""

    fixed: Q | None = face(None)
    """Always this value."""
    exponential: Exponential[Q] | None = face(None)
    """Memoryless, by its mean."""
    lognormal: Lognormal[Q] | None = face(None)
    """Skewed, by median or mean and a spread."""
    gamma: Gamma[Q] | None = face(None)
    """By mean and shape, sd or cv."""
    normal: Normal[Q] | None = face(None)
    """By mean and sd."""
    beta: Beta | None = face(None)
    """A share, by two shapes."""
    uniform: tuple[Q, Q] | None = face(None)
    """Any value between two limits."""
    triangular: tuple[Q, Q, Q] | None = face(None)
    """By least, likeliest and greatest value."""

    def findings(self) -> Iterable[Finding]:
        """Report a law of shares for what is no share."""
        yield from super().findings()
        quantity = self._quantity()
        if self.beta is not None and quantity is not None and quantity.unit:
            yield Finding(("beta",), f"a beta law gives shares between 0 and 1, not a {quantity.kind}")

    def oversights(self) -> Iterable[Finding]:
        """Report durations that nobody lives to see."""
        quantity = self._quantity()
        if self.lognormal is None or quantity is None or quantity.kind != "duration":
            return
        if math.log(self.lognormal.median()) + FAR_OUT * self.lognormal.log_spread() > math.log(LONGEST_DURATION):
            days = LONGEST_DURATION // DAY_MIN
            yield Finding(("lognormal",), f"one value in a thousand is longer than {days} d: is the spread right?")

    def _quantity(self) -> Quantity | None:
        """How values of the law are written."""
        fixed = top(type(self)).below("fixed")
        return fixed.quantity() if fixed else None


class SizeLaw(_FixedIfBare):
    """A law of chance for counts; a bare whole number is the fixed law; continuous laws are rounded."""

    fixed: Number | None = face(None, ge=0)
    """Always this count."""
    uniform: tuple[Number, Number] | None = face(None)
    """Any whole number between two limits, both included."""
    geometric: Geometric | None = face(None)
    """1, 2, 3, ... with a constant ratio."""
    poisson: Poisson | None = face(None)
    """Counts of independent events."""
    negative_binomial: NegativeBinomial | None = face(None)
    """Counts wider than Poisson."""
    lognormal: Lognormal[Number] | None = face(None)
    """Skewed, by median or mean and a spread."""

    def findings(self) -> Iterable[Finding]:
        """Report counts that are none."""
        yield from super().findings()
        for name, numbers in (("fixed", [self.fixed]), ("uniform", self.uniform or [])):
            if any(number is not None and (number % 1.0 or number < 0) for number in numbers):
                yield Finding((name,), "a count is a whole number, 0 or more")

    def spell(self) -> Spelling:
        """Code and numbers of the chosen law for the sampler; a uniform count includes both limits."""
        if self.uniform is not None:
            return LawCode.UNIFORM_INT, (float(self.uniform[0]), float(self.uniform[1]), 0.0, 0.0)
        return super().spell()


class Uncertain(Closed, Generic[Q]):
    """A number that is not known: drawn by a law, once per winter unless `per` says otherwise."""

    replaced_whole: ClassVar[bool] = True

    uncertain: Law[Q] = face()
    """The law of the number."""
    per: Literal["winter", "wave", "night", "lot"] = face("winter")
    """How often it is drawn anew; the same draws serve all plans."""

    @model_validator(mode="before")
    @classmethod
    def _law_stands_inside(cls, value: Any) -> Any:
        """Refuse a law that stands where `uncertain` is due, with the one way to write it."""
        laws = [key for key in value if key in Law.model_fields] if isinstance(value, dict) else []
        if laws and "uncertain" not in value:
            words = {"message": "a law of chance stands inside `uncertain` here"}
            hint = f"write {{uncertain: {{{laws[0]}: ...}}}}"
            raise PydanticCustomError("quantity", "{message}", {**words, "hint": hint, "kind": "uncertain number"})
        return value


def _kind_of_number(value: Any) -> str:
    return "uncertain" if isinstance(value, Uncertain | dict) else "number"


if TYPE_CHECKING:
    Unsure: TypeAlias = Q | Uncertain[Q]
else:

    class Unsure:
        """A number as it stands, or `{uncertain: law}`; pydantic must see the law with its quantity filled in."""

        def __class_getitem__(cls, quantity: Any) -> Any:
            number = Annotated[quantity, Tag("number")]
            unsure = Annotated[Uncertain[quantity], Tag("uncertain")]
            return Annotated[number | unsure, Discriminator(_kind_of_number)]


def middle(value: Any) -> Any:
    """A number as it stands, or the median of its law where it is uncertain."""
    return value.uncertain.median() if isinstance(value, Uncertain) else value
