"""What runs cost: `meter` measures one, `account` keeps the figures in cost.json, `prices` turns them into money, and
`bill` sets that beside what other ways to get seeds would cost."""

from cmining_distilabel.cost.account import FILE, read_account, record
from cmining_distilabel.cost.meter import Meter, Spent

__all__ = ["FILE", "Meter", "Spent", "read_account", "record"]
