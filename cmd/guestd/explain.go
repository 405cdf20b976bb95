package main

import (
	"bufio"
	"fmt"
	"os"

	"github.com/guestd/guestd/intake/explain"
	"github.com/guestd/guestd/intake/understand"
)

type explainCommand struct {
	JSON  bool     `name:"json" help:"Print one JSON object per file, one per line."`
	Files []string `arg:"" name:"file" help:"Raw messages (.eml)."`
}

// Run explains each file in the order given.
func (c *explainCommand) Run() error {
	out := bufio.NewWriter(os.Stdout)
	defer func() { _ = out.Flush() }()
	for _, name := range c.Files {
		raw, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		explanation := explain.File(name, raw, understand.DefaultOptions())
		if c.JSON {
			fmt.Fprintf(out, "%s\n", explanation.JSON())
		} else {
			fmt.Fprintln(out, explanation.Print())
		}
	}
	return nil
}
