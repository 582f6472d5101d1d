"""What a decision changes: a doctor arrives, retires, a health centre opens, and where it should.

Start at `base.read_base` (the official APL of a millésime, its populations, the neighbourhood of
the bundle), then:

- `change`: arrivals, departures and retirements, by the linear form of the APL;
- `recompute`: other travel times or another population, where nothing is linear;
- `siting`: the best communes for n doctors; `fragility`: the nearest practice loses a doctor;
- `measures`: what a département counts before and after; `rows`: what is shown and exported;
- `neighbourhood`: the tables of the bundle that all this stands on.
"""
