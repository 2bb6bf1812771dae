"""What runs cost: `meter` measures one, `account` keeps the figures in cost.json, `prices` turns them into money, and
`bill` sets that beside what other ways to get seeds would cost."""
