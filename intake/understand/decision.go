package understand

import "strings"

// decisionNote is the decider's own words with greeting and signature left out: what
// a denial gives as its reason, or what is said beside "approved".
func (r *reader) decisionNote() string {
	if len(r.regions) == 0 {
		return ""
	}
	g := r.regions[0]
	var parts []string
	for i := g.from; i < g.to; i++ {
		if g.lines[i].kind == Own && !g.lines[i].blank() {
			parts = append(parts, strings.TrimSpace(g.lines[i].text))
		}
	}
	note := strings.Join(parts, " ")
	bare := strings.Trim(strings.ToLower(note), " .!,")
	switch bare {
	case "approved", "approve", "yes", "ok", "okay", "denied", "deny", "declined", "no", "approved, please go ahead", "approved, thanks", "approved, thank you":
		return ""
	}
	return note
}
