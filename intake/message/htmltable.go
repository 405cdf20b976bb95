package message

import (
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// dataRows gives the cells of a table that holds data: at least two rows, of which
// most have two cells or more, and no table within. A table with one cell a row is
// layout, as newsletters use it. A cell over several columns leaves the others blank,
// one over several rows is said of each.
func dataRows(table *html.Node) ([][]string, bool) {
	g := grid{}
	g.visit(table, 0)
	return g.rows, !g.nested && len(g.rows) >= 2 && 2*g.wide > len(g.rows)
}

// grid collects the cells of a table.
type grid struct {
	rows   [][]string
	wide   int // rows of several cells
	nested bool
	// tall are the cells that reach down into the next rows, by their column.
	tall map[int]tallCell
}

type tallCell struct {
	text string
	rows int // still to come
}

func (g *grid) visit(n *html.Node, depth int) {
	if depth > maxDepth {
		return
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch c.DataAtom {
		case atom.Table:
			g.nested = true
		case atom.Tr:
			g.row(c)
		default:
			g.visit(c, depth+1)
		}
	}
}

func (g *grid) row(tr *html.Node) {
	var cells []string
	own := 0
	for d := tr.FirstChild; d != nil; d = d.NextSibling {
		if d.DataAtom != atom.Td && d.DataAtom != atom.Th {
			continue
		}
		own++
		g.nested = g.nested || contains(d, atom.Table, 0)
		cells = g.fromAbove(cells)
		text := strings.ReplaceAll(textOf(d), "|", "/")
		if rows := span(d, "rowspan"); rows > 1 {
			if g.tall == nil {
				g.tall = map[int]tallCell{}
			}
			g.tall[len(cells)] = tallCell{text: text, rows: rows - 1}
		}
		cells = append(cells, text)
		for range span(d, "colspan") - 1 {
			cells = append(cells, "")
		}
	}
	if own == 0 {
		return
	}
	if rows := parallel(tr); rows != nil {
		g.wide += len(rows)
		g.rows = append(g.rows, rows...)
		return
	}
	cells = g.fromAbove(cells)
	if own > 1 {
		g.wide++
	}
	if own == 1 {
		cells = cells[:1] // a title over the whole width
	}
	g.rows = append(g.rows, cells)
}

// leastParallel lines in each cell of a row are rows of their own: whoever has no
// patience with tables writes all labels into one cell and all values into the next.
const leastParallel = 3

// parallel gives those rows, or nil where the cells have not all as many lines.
func parallel(tr *html.Node) [][]string {
	var columns [][]string
	for d := tr.FirstChild; d != nil; d = d.NextSibling {
		if d.DataAtom == atom.Td || d.DataAtom == atom.Th {
			columns = append(columns, linesOf(d))
		}
	}
	n := len(columns[0])
	if len(columns) < 2 || n < leastParallel {
		return nil
	}
	rows := make([][]string, n)
	for _, c := range columns {
		if len(c) != n {
			return nil
		}
		for i, line := range c {
			rows[i] = append(rows[i], strings.ReplaceAll(line, "|", "/"))
		}
	}
	return rows
}

// fromAbove adds the cells that reach down into the next column.
func (g *grid) fromAbove(cells []string) []string {
	for {
		t, ok := g.tall[len(cells)]
		if !ok {
			return cells
		}
		if t.rows--; t.rows == 0 {
			delete(g.tall, len(cells))
		} else {
			g.tall[len(cells)] = t
		}
		cells = append(cells, t.text)
	}
}

// maxSpan bounds what a cell may claim; no table of guests is so wide or tall.
const maxSpan = 50

func span(cell *html.Node, name string) int {
	n, err := strconv.Atoi(attr(cell, name))
	if err != nil || n < 1 || n > maxSpan {
		return 1
	}
	return n
}

func (w *layout) table(rows [][]string) {
	w.breakLine()
	w.blankLine()
	for _, cells := range rows {
		w.line.WriteString("|")
		for _, cell := range cells {
			w.line.WriteString(" " + cell + " |")
		}
		w.endLine()
	}
	w.blankLine()
}
