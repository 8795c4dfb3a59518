package main

import (
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// problem is one of NIST's, with what the library finds.
type problem struct {
	name       string
	origin     bool // no constant
	y          []float64
	columns    [][]float64
	quantities []string  // b0, se_b0, ..., residual_sd
	certified  []float64 // of each quantity
	found      map[string]float64
}

func readTable(name string) ([][]string, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err == nil && len(rows) < 2 {
		err = fmt.Errorf("%s: no rows", name)
	}
	return rows, err
}

func readProblems(dir string) ([]*problem, error) {
	rows, err := readTable(filepath.Join(dir, "certified.csv"))
	if err != nil {
		return nil, err
	}
	var out []*problem
	for _, row := range rows[1:] {
		if len(out) == 0 || out[len(out)-1].name != row[0] {
			degree, err := strconv.Atoi(row[2])
			if err != nil {
				return nil, err
			}
			p := &problem{name: row[0], origin: row[1] == "origin"}
			if err := p.read(dir, row[1] == "poly", degree); err != nil {
				return nil, err
			}
			out = append(out, p)
		}
		p, quantity := out[len(out)-1], row[3]
		if quantity == "r_squared" {
			continue
		}
		for k, name := range []string{quantity, "se_" + quantity} {
			if cell := row[4+k]; cell != "" {
				v, err := strconv.ParseFloat(cell, 64)
				if err != nil {
					return nil, err
				}
				p.quantities, p.certified = append(p.quantities, name), append(p.certified, v)
			}
		}
	}
	return out, nil
}

// read fills the data; a polynomial's powers are repeated products.
func (p *problem) read(dir string, polynomial bool, degree int) error {
	rows, err := readTable(filepath.Join(dir, p.name+".csv"))
	if err != nil {
		return err
	}
	p.columns = make([][]float64, degree)
	for _, row := range rows[1:] {
		values := make([]float64, len(row))
		for j, cell := range row {
			if values[j], err = strconv.ParseFloat(strings.TrimSpace(cell), 64); err != nil {
				return err
			}
		}
		p.y = append(p.y, values[0])
		power := 1.0
		for j := range p.columns {
			v := values[min(j+1, len(values)-1)]
			if polynomial {
				power *= values[1]
				v = power
			}
			p.columns[j] = append(p.columns[j], v)
		}
	}
	return nil
}

// readPeer returns a peer's name and its values by problem and quantity; those
// that it does not have are left out.
func readPeer(name string) (peer string, values map[string]map[string]float64, err error) {
	rows, err := readTable(name)
	if err != nil {
		return "", nil, err
	}
	values = map[string]map[string]float64{}
	for _, row := range rows[1:] {
		peer = row[0]
		if values[row[1]] == nil {
			values[row[1]] = map[string]float64{}
		}
		if v, err := strconv.ParseFloat(row[3], 64); err == nil {
			values[row[1]][row[2]] = v
		}
	}
	return peer, values, nil
}
