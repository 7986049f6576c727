"""What environments written for MUG (Multi-User Gymnasium) import, filled by Cubicle.

``from mug.rendering import Surface`` and ``mug.configurations.configuration_constants``
work as their authors expect; what they draw is painted by :mod:`cubicle.packet`.
"""
