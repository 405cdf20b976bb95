package understand

// ofThing: what comes or goes on that day is a machine or a parcel, and no guest: "the old
// sequencer leaves the building on the 25th", "our new microscope arrives on May 3".
func (p *prose) ofThing(e dateExpr) bool {
	t, start := p.toks, p.clauseStart(e.i)
	if !t[start].is("the", "a", "an", "our", "this", "that", "my", "its", "their", "new", "another") {
		return false
	}
	for k := start; k+1 < e.i && k < start+6 && t[k].kind == word && !t[k].has(gThird|gFirst); k++ {
		if things[t[k].low] {
			next := &t[k+1]
			return next.has(vCome|vLeave|vMove|gModal|gBe) || next.is("ships", "goes")
		}
	}
	return false
}

// things are delivered, installed and carted off where guests arrive and leave.
var things = set("machine machines instrument instruments device devices equipment microscope microscopes sequencer sequencers scanner scanners freezer freezers server servers robot printer centrifuge crate crates parcel parcels package packages shipment shipments delivery deliveries hardware furniture laptop laptops computer computers sample samples specimens reagents mice animals truck container cytometer spectrometer magnet pump pumps")
