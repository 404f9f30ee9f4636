// Package watch draws the status as a screen that a person leaves open: from a status and what was seen before to a grid of
// cells, and from one grid to the next in as few bytes as a line over SSH should carry. It opens nothing and knows no time.
package watch
