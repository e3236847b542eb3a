# SPDX-License-Identifier: Apache-2.0
# cmake --install: headers, one static library a room, the command, and a package so that find_package(qed) works.
include(CMakePackageConfigHelpers)
get_property(rooms GLOBAL PROPERTY QED_ROOMS)
# Eigen frees what it allocated by the alignment it was compiled for: users get the library's, whatever their flags.
if(QED_CPU_BASELINE STREQUAL "x86-64-v3")
  target_compile_definitions(qed_linalg PUBLIC EIGEN_MAX_ALIGN_BYTES=32)
endif()
add_library(qed_qed INTERFACE)
set_target_properties(qed_qed PROPERTIES EXPORT_NAME qed)
target_link_libraries(qed_qed INTERFACE ${rooms})
install(TARGETS ${rooms} qed_qed EXPORT qedTargets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(TARGETS qed RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(DIRECTORY "${PROJECT_SOURCE_DIR}/qed" DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN "*.h")
install(DIRECTORY "${PROJECT_BINARY_DIR}/generated/qed" DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
        FILES_MATCHING PATTERN "*.h")

# What the rooms link to, by package: "TBB::tbb" needs find_dependency(TBB). Static libraries need their private ones too.
get_property(foreign GLOBAL PROPERTY QED_FOREIGN)
list(FILTER foreign INCLUDE REGEX "::")
list(TRANSFORM foreign REPLACE "::.*" "")
list(REMOVE_DUPLICATES foreign)
set(QED_DEPENDENCIES "")
foreach(package IN LISTS foreign)
  if(package STREQUAL "Eigen3")
    string(APPEND QED_DEPENDENCIES "find_dependency(Eigen3 3.4 NO_MODULE)\n")
  elseif(package MATCHES "^(LAPACK|BLAS)$")
    string(APPEND QED_DEPENDENCIES "set(BLA_VENDOR OpenBLAS)\nfind_dependency(${package})\n")
  else()
    string(APPEND QED_DEPENDENCIES "find_dependency(${package})\n")
  endif()
endforeach()
set(package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/qed")
install(EXPORT qedTargets NAMESPACE qed:: DESTINATION ${package_dir})
configure_package_config_file("${PROJECT_SOURCE_DIR}/cmake/qedConfig.cmake.in"
  "${PROJECT_BINARY_DIR}/qedConfig.cmake" INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file("${PROJECT_BINARY_DIR}/qedConfigVersion.cmake" COMPATIBILITY SameMinorVersion)
install(FILES "${PROJECT_BINARY_DIR}/qedConfig.cmake" "${PROJECT_BINARY_DIR}/qedConfigVersion.cmake"
        DESTINATION ${package_dir})
