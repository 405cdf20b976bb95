package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"text/tabwriter"

	"github.com/guestd/guestd/internal/demo"
)

type demoPeople struct {
	dataFlag `embed:""`
	JSON     bool `name:"json" help:"Print a JSON array."`
}

// Run lists the sample people.
func (c *demoPeople) Run() error {
	people := demo.People()
	if c.JSON {
		enc := json.NewEncoder(os.Stdout)
		enc.SetIndent("", "  ")
		return enc.Encode(people)
	}
	w := tabwriter.NewWriter(os.Stdout, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "NAME\tADDRESS\tHARVARD ID\tAFFILIATION\tACTIVE\tROLES\tSHOWS")
	for _, p := range people {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%t\t%s\t%s\n", p.Name, p.Email, p.HUID, p.Affiliation, p.Active, strings.Join(p.Roles, " "), p.Why)
	}
	return w.Flush()
}
