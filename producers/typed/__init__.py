"""The registers' rows as typed values: what an application holds goes in, the register's own text comes out."""
